"""The inspector in a real browser: ``nox -s browser``, or ``pytest -m browser tests/browser``."""
