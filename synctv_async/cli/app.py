"""The commands and their options; what they do is in the modules beside this one."""

from pathlib import Path
from typing import Annotated

import typer

from synctv_async import __version__
from synctv_async.cli.demo import run_demo
from synctv_async.cli.doctor import Examination, Patient, run_doctor
from synctv_async.cli.emulation import Emulation
from synctv_async.cli.export import export_lists
from synctv_async.cli.messages import reporting
from synctv_async.cli.options import (
    Connection,
    Debug,
    Extent,
    Files,
    Form,
    Place,
    Selection,
    Within,
    Work,
)
from synctv_async.cli.reading import count_rows, get_row, list_rows
from synctv_async.cli.resources import RESOURCES
from synctv_async.cli.sandbox import run_sandbox
from synctv_async.cli.spread import spread
from synctv_async.export.sources import SOURCES

__all__ = ["app"]

app: typer.Typer = typer.Typer(
    help="SyncTV V2 and SourceSync on the command line. Data goes to stdout, all else to stderr. "
    "Exit codes: 0 all went well, 1 the service or the way to it failed, 2 the command cannot be carried out as given, "
    "3 and 4: see export and doctor.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local variables
    context_settings={"help_option_names": ["-h", "--help"]},
)

Name = Annotated[
    str,
    typer.Argument(
        metavar="RESOURCE", help=f"{', '.join(RESOURCES)}; or with --item the path of any other resource of SyncTV V2."
    ),
]


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def demo(
    *,
    out: Annotated[Path, typer.Option(help="The folder for the files; an earlier demo in it is replaced.")] = Path(
        "synctv-demo"
    ),
    media: Annotated[int, typer.Option(min=1, help="How many media the catalogue has.")] = 10_000,
    debug: Debug = False,
) -> None:
    """Pull a whole catalogue from a sandbox in this process to files, and check that nothing is missing."""
    with reporting(debug=debug):
        run_demo(out, media)


@app.command()
@spread
def sandbox(
    *,
    emulation: Emulation,
    print_env: Annotated[
        bool, typer.Option("--print-env", help="Print the variables for a shell (eval it), and do not serve.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not show each request.")] = False,
    debug: Debug = False,
) -> None:
    """Run an emulator of both services until Ctrl-C; its addresses and credentials are printed at the start.

    synctv sandbox --media 1000000 --chaos flaky
    """
    with reporting(debug=debug):
        run_sandbox(emulation, print_env=print_env, quiet=quiet)


@app.command("export")
@spread
def export_command(  # noqa: PLR0913 - the groups of its options
    *,
    resources: Annotated[list[str], typer.Argument(metavar="RESOURCE...", help=f"{', '.join(SOURCES)}.")],
    files: Files,
    within: Within,
    selection: Selection,
    work: Work,
    connection: Connection,
) -> None:
    """Pull whole lists to files so that nothing is lost, with a receipt that proves it.

    Exit codes: 0 complete; 3 finished, but unverified, drifted or with rejects; 4 partial, --resume goes on.

    synctv export media bundles --out catalogue
    """
    with reporting(debug=connection.debug):
        export_lists(resources, files, within, selection, work, connection)


@app.command("doctor")
@spread
def doctor_command(
    *,
    service: Annotated[
        Patient | None,
        typer.Argument(help="What to examine; by default whatever there are credentials for.", show_default=False),
    ] = None,
    examination: Examination,
    connection: Connection,
) -> None:
    """Find out which guesses of this package hold for your service. It only reads; each request is made once.

    The report goes to a file that is safe to be sent to others: no credentials, no addresses, nothing of the catalogue.

    Exit codes: 0 nothing differs; 3 something does, and what to set is said; 1 the service or the access fails.

    synctv doctor synctv --medium 100
    """
    with reporting(debug=connection.debug):
        run_doctor(service, examination, connection)


@app.command("list")
@spread
def list_command(resource: Name, place: Place, extent: Extent, form: Form, connection: Connection) -> None:
    """List rows: a table on a terminal, one JSON object a line elsewhere.

    synctv list media --filter active=true --filter any_of_audio_languages=eng --sort name | jq .name
    """
    with reporting(debug=connection.debug, resumable=True):
        list_rows(resource, place, connection, extent, as_json=form.as_json)


@app.command("get")
@spread
def get_command(
    *,
    resource: Name,
    row_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Its id; the key has none.")] = None,
    place: Place,
    form: Form,
    connection: Connection,
) -> None:
    """Read one record.

    synctv get media 100
    """
    with reporting(debug=connection.debug):
        get_row(resource, row_id, place, connection, as_json=form.as_json)


@app.command("count")
@spread
def count_command(resource: Name, place: Place, selection: Selection, connection: Connection) -> None:
    """Count rows without reading them.

    synctv count media --filter active=true
    """
    with reporting(debug=connection.debug):
        count_rows(resource, place, connection, selection)
