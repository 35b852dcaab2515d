"""Which of this package's guesses about the services hold: found out by reading, with your credentials.

Neither service could be reached from where this package was built, so parts of it rest on guesses. ``synctv doctor`` on
the command line, or :func:`examine_synctv` and :func:`examine_sourcesync`, ask a service about each: they send a few
GETs, one at a time, and return a :class:`Report`. What differs comes with what to set.

The HTTP version is not looked at: this package speaks HTTP/1.1 only, and its answers do not tell.
"""

from synctv_async.doctor.findings import Finding, Report, Verdict
from synctv_async.doctor.sourcesync import REQUESTS as SOURCESYNC_REQUESTS
from synctv_async.doctor.sourcesync import examine_sourcesync
from synctv_async.doctor.synctv import REQUESTS as SYNCTV_REQUESTS
from synctv_async.doctor.synctv import examine_synctv
from synctv_async.doctor.text import report_text

__all__ = [
    "SOURCESYNC_REQUESTS",
    "SYNCTV_REQUESTS",
    "Finding",
    "Report",
    "Verdict",
    "examine_sourcesync",
    "examine_synctv",
    "report_text",
]
