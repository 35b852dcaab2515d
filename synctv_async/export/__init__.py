"""Whole lists as files, so that nothing is lost; and the pieces: rows as lines, parts that are whole or not there.

Example::

    from synctv_async.export import export

    for result in export(tv, ["media", "bundles"], "catalogue"):
        print(result.resource, result.status, result.rows)

A part of one's own::

    with PartWriter(Path("media-00000.ndjson")) as part:
        for page in tv.media.list().pages(raw=True):
            part.write(to_ndjson(page.items), rows=len(page.items))
    print(part.rows, part.bytes, part.sha256)
"""

from synctv_async.export.api import ExportOptions, export
from synctv_async.export.ndjson import to_ndjson, to_plain
from synctv_async.export.parts import PartWriter
from synctv_async.export.results import ExportProgress, ExportResult, ExportStatus

__all__ = [
    "ExportOptions",
    "ExportProgress",
    "ExportResult",
    "ExportStatus",
    "PartWriter",
    "export",
    "to_ndjson",
    "to_plain",
]
