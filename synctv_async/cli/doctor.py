"""``synctv doctor``: which guesses of this package hold for the services that the credentials are for."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from synctv_async import ConfigError, SyncTVError
from synctv_async.cli.clients import secret_in
from synctv_async.cli.messages import ExitCode, UsageError, note
from synctv_async.cli.options import Connection
from synctv_async.doctor import (
    SOURCESYNC_REQUESTS,
    SYNCTV_REQUESTS,
    Report,
    examine_sourcesync,
    examine_synctv,
    report_text,
)

__all__ = ["Examination", "Patient", "run_doctor"]

_PANEL = "Examination and report"


class Patient(StrEnum):
    """The service that is examined."""

    SYNCTV = "synctv"
    SOURCESYNC = "sourcesync"


_LARGEST = {Patient.SYNCTV: SYNCTV_REQUESTS, Patient.SOURCESYNC: SOURCESYNC_REQUESTS}


@dataclass(frozen=True, slots=True)
class Examination:
    """How the services are examined, and where the report goes."""

    out: Annotated[
        Path | None,
        typer.Option(
            allow_dash=True,
            help="The file for the report, - for stdout; by default synctv-doctor-DATE.json.",
            show_default=False,
            rich_help_panel=_PANEL,
        ),
    ] = None
    with_host: Annotated[
        bool, typer.Option("--with-host", help="Name the services' addresses in the report.", rich_help_panel=_PANEL)
    ] = False
    medium: Annotated[
        int | None,
        typer.Option(
            help="SyncTV: a media that has clips and ingest videos; else the first are looked at.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    pause: Annotated[float, typer.Option(min=0, help="Seconds between two requests.", rich_help_panel=_PANEL)] = 0.1


def run_doctor(patient: Patient | None, examination: Examination, connection: Connection) -> None:
    """Examine the services, print what was found and write the report."""
    patients = _patients(patient, connection)
    _check_options(patients, examination, connection)
    reports, failure = _examine_all(patients, examination, connection)
    if reports:
        _write(reports, examination)
    if failure is not None:
        raise failure
    if any(report.differing for report in reports):
        raise typer.Exit(ExitCode.UNPROVEN)


def _examine_all(
    patients: list[Patient], examination: Examination, connection: Connection
) -> tuple[list[Report], SyncTVError | None]:
    """Examine each service, and return the failure of one that could not be: the others are examined all the same."""
    reports: list[Report] = []
    failure: SyncTVError | None = None
    for patient in patients:
        try:
            reports.append(_examine(patient, examination, connection))
        except ConfigError:  # the command is not as it should be
            raise
        except SyncTVError as error:
            failure = error
    return reports, failure


def _patients(named: Patient | None, given: Connection) -> list[Patient]:
    """Return the services to examine: the one that is named, else those that credentials are there for."""
    if named is not None:
        return [named]
    from_options = {
        Patient.SYNCTV: given.access_id is not None or given.access_secret_file is not None,
        Patient.SOURCESYNC: given.api_key_file is not None,
    }
    from_environment = {
        Patient.SYNCTV: any(os.environ.get(f"SYNCTV_{name}") for name in ("ACCESS_ID", "ACCESS_SECRET", "CLIENT_KEY")),
        Patient.SOURCESYNC: bool(os.environ.get("SOURCESYNC_API_KEY")),
    }
    source = from_options if any(from_options.values()) else from_environment
    found = [one for one in Patient if source[one]]
    if not found:
        message = "no credentials: set SYNCTV_ACCESS_ID and SYNCTV_ACCESS_SECRET, or SOURCESYNC_API_KEY, or give "
        raise UsageError(message + "--access-id and --access-secret-file, or --api-key-file")
    return found


def _check_options(patients: list[Patient], examination: Examination, given: Connection) -> None:
    """Refuse what would have no effect, or one that nobody means."""
    if len(patients) > 1 and given.base_url is not None:
        raise UsageError("--base-url is the address of one service: say which, as synctv doctor synctv --base-url …")
    if given.wire_format is not None or given.tilde is not None:
        raise UsageError("--wire-format and --tilde: the doctor tries both of either, and says which works")
    out = examination.out
    if out is not None and str(out) != "-" and not out.parent.is_dir():
        message = f"there is no folder {out.parent} for the report of --out"
        raise UsageError(message)
    synctv_only = {
        "--access-id": given.access_id,
        "--access-secret-file": given.access_secret_file,
        "--medium": examination.medium,
    }
    others = synctv_only if Patient.SYNCTV not in patients else {}
    others |= {"--api-key-file": given.api_key_file} if Patient.SOURCESYNC not in patients else {}
    for option, value in others.items():
        if value is not None:
            message = f"{option} is of no use to an examination of {' and '.join(patients)}"
            raise UsageError(message)


def _examine(patient: Patient, examination: Examination, given: Connection) -> Report:
    note(
        f"examining {patient}: at most {_LARGEST[patient]} requests, one at a time; they only read, nothing is changed"
    )
    on_answer = note if given.debug else None
    if patient is Patient.SYNCTV:
        return examine_synctv(
            given.base_url,
            access_id=given.access_id,
            access_secret=secret_in(given.access_secret_file),
            medium_id=examination.medium,
            pause=examination.pause,
            on_answer=on_answer,
            timeout=given.timeout,
        )
    return examine_sourcesync(
        secret_in(given.api_key_file),
        base_url=given.base_url,
        pause=examination.pause,
        on_answer=on_answer,
        timeout=given.timeout,
    )


def _write(reports: list[Report], examination: Examination) -> None:
    """Print what was found, and put the report where it was asked for: stdout is for one of them."""
    document = {"reports": [report.as_json(with_host=examination.with_host) for report in reports]}
    text = "\n".join(map(report_text, reports))  # made of our words, statuses and names that were checked
    data = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if str(examination.out) == "-":
        typer.echo(text, err=True)
        typer.echo(data, nl=False)
        return
    typer.echo(text)
    path = examination.out or Path(f"synctv-doctor-{datetime.now(UTC):%Y-%m-%d}.json")
    path.write_text(data, encoding="utf-8")
    note(
        f"the report is in {path}: it holds no credentials, no names, ids or contents of records"
        f"{'' if examination.with_host else ', no address'}. Please send it to those who gave you synctv-async"
    )
