"""A report for people. Pure."""

from collections.abc import Iterator

from synctv_async.doctor.findings import Finding, Report

__all__ = ["report_text"]

_MARKS = {"holds": "holds  ", "differs": "DIFFERS", "unknown": "unknown"}
_INDENT = " " * 11


def report_text(report: Report) -> str:
    """Return the report as lines of text: what differs first, with what to set, then everything in its group."""
    lines = [f"{report.service}: {_count(report.requests, 'request')} in {report.seconds:.1f} s"]
    if report.differing:
        lines += ["", "What differs from what synctv-async takes for granted"]
        for finding in report.differing:
            lines += _difference(finding)
    for group in dict.fromkeys(finding.group for finding in report.findings):
        lines += ["", group, *(_line(finding) for finding in report.findings if finding.group == group)]
    lines += ["", _sum(report)]
    return "\n".join(lines) + "\n"


def _difference(finding: Finding) -> Iterator[str]:
    yield f"  {_MARKS['differs']}  {finding.question} {finding.found}"
    yield f"{_INDENT}expected: {finding.expected}"
    if finding.detail:
        yield f"{_INDENT}{finding.detail}"
    yield f"{_INDENT}to do: {finding.advice}"


def _line(finding: Finding) -> str:
    said = f"  {_MARKS[finding.verdict]}  {finding.question} {finding.found}".rstrip()
    return f"{said} ({finding.detail})" if finding.detail else said


def _sum(report: Report) -> str:
    held, open_ = len(report.of("holds")), len(report.of("unknown"))
    return f"{report.service}: {held} as expected, {len(report.differing)} different, {open_} unknown"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
