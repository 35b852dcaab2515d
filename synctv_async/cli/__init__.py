"""The command line ``synctv``: a demo, the sandbox, and lists, counts and single records of both services.

It needs typer and rich: ``pip install 'synctv-async[cli]'``.
"""

import sys

__all__ = ["main"]

_NEEDED = ("typer", "rich")


def main() -> None:
    """Run the command line and exit; the console script ``synctv`` calls this.

    The exit code is 0 if all went well, 1 if the service or the way to it failed, 2 if the command
    cannot be carried out as it was given.
    """
    try:
        from synctv_async.cli.app import app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        print("synctv: the command line needs typer and rich: pip install 'synctv-async[cli]'", file=sys.stderr)  # noqa: T201 - no typer
        raise SystemExit(2) from None
    app(prog_name="synctv")
