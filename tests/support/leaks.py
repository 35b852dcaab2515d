"""Finding secrets where none may be: in logs, tracebacks, reprs and pickles."""

import json
import logging
import pickle
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from traceback import TracebackException
from urllib.parse import quote, quote_plus

__all__ = ["captured_logs", "leaks", "signatures_in", "traces_of"]

_SIGNATURE = re.compile(r"signature=([0-9a-f]{32})")


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=1)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(TracebackException(*record.exc_info).format()) if record.exc_info else ""  # type: ignore[arg-type]
        self.lines.append(f"{record.name} {record.getMessage()} {record.args!r} {trace}")


@contextmanager
def captured_logs() -> Iterator[list[str]]:
    """Collect every line that anything logs at any level."""
    keeper, names = _Keeper(), ("", "httpx", "httpcore", "synctv_async", "asyncio")
    names += ("httpcore.connection", "httpcore.http11", "httpcore.proxy")
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(1)
    loggers[0].addHandler(keeper)
    try:
        yield keeper.lines
    finally:
        loggers[0].removeHandler(keeper)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def traces_of(error: BaseException) -> Iterator[str]:
    """Yield everything that can be seen of an error: words, attributes, traceback with variables, pickle."""
    yield str(error)
    yield repr(error)
    yield repr(vars(error))
    yield "".join(TracebackException.from_exception(error, capture_locals=True, compact=False).format())
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.dumps(error, protocol).decode("latin-1")
    for chained in (error.__cause__, error.__context__):
        if chained is not None and not isinstance(chained, type(error)):
            yield repr(chained)
            yield "".join(TracebackException.from_exception(chained, capture_locals=True).format())


def signatures_in(texts: Iterable[str]) -> set[str]:
    """Return the signatures that went over the wire."""
    return {found for text in texts for found in _SIGNATURE.findall(text)}


def leaks(secrets: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return the texts that hold one of the secrets, however escaped."""
    forms = {form for secret in secrets for form in _forms(secret)}
    return [text for text in texts if any(form in text for form in forms)]


def _forms(secret: str) -> set[str]:
    quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    return {secret, json.dumps(secret)[1:-1], *quoted, *(form.replace("~", "%7E") for form in quoted)}
