"""What the project can do with itself: ``nox`` checks everything, ``nox -s NAME`` does one thing.

codegen   the sync facade and its tests are what the generator makes of their sources
lint      ruff: rules and format
types     mypy and pyright, both strict; every public name is typed
tests     the whole suite, with branch coverage; then the examples, as a user runs tests
browser   the inspector of the sandbox, clicked through in Chromium
min_deps  the suite with the lowest versions that the package promises to work with
bench     ratios against the alternatives, measured in one run
build     the wheel, and an import of it where nothing else is installed
"""

import os
import re
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["codegen", "lint", "types", "tests", "browser"]
nox.options.reuse_existing_virtualenvs = True

PROJECT = nox.project.load_toml("pyproject.toml")
COVERED = 95
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group."""
    return list(nox.project.dependency_groups(PROJECT, name))


@nox.session
def codegen(session: nox.Session) -> None:
    """Check that the mirror of the async sources is up to date."""
    session.install(*group("codegen"))
    session.run("python", "tools/sync_codegen.py", "--check")


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and format."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, with both checkers, and that nothing public is without."""
    session.install("-e", ".[all]", "nox", "pytest", *group("types"), *group("codegen"), *group("bench"))
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "synctv_async", "--ignoreexternal")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments after ``--`` go to pytest."""
    session.install("-e", ".[all]", *group("test"), *group("codegen"))
    if session.posargs:
        session.run("python", "-m", "pytest", *session.posargs)
        return
    session.run("python", "-m", "pytest", "-n", "auto", "--cov", "--cov-report=term", f"--cov-fail-under={COVERED}")
    # A user's tests: a run of its own, in which pytest finds the plugin by itself.
    session.run("python", "-m", "pytest", "examples", "-p", "no:cacheprovider", "--chaos-seed", "1")


def chromium(session: nox.Session) -> str | None:
    """Find Chromium, or install it; ``None`` where it is in a place that Playwright knows by itself."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        session.run("apt-get", "update", "-qq", external=True)
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        session.run(*install, external=True, silent=True)
        found = shutil.which("chromium")
    elif found is None:
        session.run("python", "-m", "playwright", "install", "chromium")
    return found


@nox.session
def browser(session: nox.Session) -> None:
    """Click through the inspector in a browser; arguments after ``--`` go to pytest."""
    session.install("-e", ".[sandbox]", *group("browser"))
    found = chromium(session)
    env = {"SYNCTV_TEST_CHROMIUM": found} if found else {}
    session.run("python", "-m", "pytest", "-m", "browser", "tests/browser", *session.posargs, env=env)


@nox.session
def min_deps(session: nox.Session) -> None:
    """Run the tests with the lowest versions declared."""
    extras = PROJECT["project"]["optional-dependencies"]
    declared = [*PROJECT["project"]["dependencies"], *(line for extra in extras.values() for line in extra)]
    lowest = sorted({f"{m[1]}=={m[2]}" for line in declared if (m := re.match(r"([\w-]+)>=([\d.]+)", line))})
    constraints = Path(session.create_tmp()) / "lowest.txt"
    constraints.write_text("\n".join(lowest))
    session.install("-c", str(constraints), "-e", ".[all]", *group("test"), *group("codegen"))
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks; arguments after ``--`` name some of them."""
    session.install("-e", ".[all]", *group("bench"))
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and import it in an environment that holds nothing else."""
    session.install("build")
    target = Path(session.create_tmp()).absolute() / "dist"
    session.run("python", "-m", "build", "--outdir", str(target))
    bare = Path(session.create_tmp()).absolute() / "bare"
    session.run("python", "-m", "venv", "--clear", str(bare))
    python = str(bare / "bin" / "python")
    (wheel,) = sorted(target.glob("*.whl"))[-1:]
    session.run(python, "-m", "pip", "install", "--quiet", str(wheel), external=True)
    script = "import synctv_async as s; print(s.__version__, len(s.__all__), s.SyncTV, s.AsyncSourceSync)"
    with session.chdir(target):  # away from the sources, so that it is the wheel that is imported
        session.run(python, "-W", "error", "-c", script, external=True)
