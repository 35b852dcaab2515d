"""Rules of misbehaviour as JSON, both ways."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Final, cast

from synctv_async.sandbox import forms
from synctv_async.sandbox.chaos.churn import Churn, churn_as_json, churn_of
from synctv_async.sandbox.chaos.faults import Fault
from synctv_async.sandbox.chaos.latency import Latency, latency_as_json, latency_of
from synctv_async.sandbox.types import Given, Json, Record, plain

__all__ = ["fault_as_json", "fault_of"]

_COUNTED: Final = ("hits", "left", "inserted", "deleted", "changed")


def fault_as_json(fault: Fault) -> Record:
    """Print a rule: every field but ``when``, and what has come of it."""
    row: Record = {}
    for field in fields_of(fault):
        if field.name == "when":
            continue
        value: object = getattr(fault, field.name)
        if isinstance(value, bytes):
            row[field.name] = _body_as_json(value)
        elif isinstance(value, Churn):
            row[field.name] = churn_as_json(value)
        elif field.name == "delay" and not isinstance(value, int | float):
            row[field.name] = latency_as_json(cast("Latency", value))
        elif isinstance(value, set):
            row[field.name] = [*sorted(cast("set[int]", value).copy())]  # it may grow in another thread meanwhile
        else:
            row[field.name] = plain(cast("Given", value))
    row["left"] = fault.left
    return row


def _body_as_json(body: bytes) -> Json:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _body(value: Json) -> bytes:
    if isinstance(value, dict) and isinstance(value.get("base64"), str):
        try:
            return base64.b64decode(str(value["base64"]), validate=True)
        except binascii.Error as error:
            message = f"expected base64, got {forms.shown(value['base64'])}"
            raise ValueError(message) from error
    return forms.text(value).encode()


def _delay(value: Json) -> float | Latency:
    return latency_of(value) if isinstance(value, dict | str | list) else forms.number(value)


_READERS: Final[Mapping[str, forms.Reader]] = {
    **dict.fromkeys(("name", "method", "path"), forms.text),
    **dict.fromkeys(("skip", "burst", "code"), forms.whole),
    **dict.fromkeys(("times", "status"), forms.nullable(forms.whole)),
    **dict.fromkeys(("probability", "drip", "drip_rate", "nulls", "skew", "drift"), forms.number),
    **dict.fromkeys(("html", "worked", "reset", "reset_after", "corrupt", "unknown_fields", "unstable"), forms.boolean),
    "cut": forms.nullable(forms.number),
    "headers": forms.text_mapping,
    "messages": forms.texts,
    "body": forms.nullable(_body),
    "delay": _delay,
    "churn": forms.nullable(churn_of),
}


def fault_of(given: Json) -> Fault:
    """Read a rule; ``ValueError`` tells what is wrong with it. What :func:`fault_as_json` counted is passed over.

    >>> fault_of({"status": 503, "probability": 0.1, "times": None})
    Fault(times=None, probability=0.1, status=503, hits=0)
    """
    if isinstance(given, dict):
        if "when" in given:
            message = "when is a function, and has no form in JSON: use method, path, skip, times and probability"
            raise ValueError(message)
        given = {name: value for name, value in given.items() if name not in _COUNTED}
    return Fault(**forms.fields(given, _READERS, "fault"))
