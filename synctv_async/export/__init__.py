"""Rows as files: lines of JSON, in parts that are there whole or not at all.

Example::

    with PartWriter(Path("media-00000.ndjson")) as part:
        for page in tv.media.list().pages(raw=True):
            part.write(to_ndjson(page.items), rows=len(page.items))
    print(part.rows, part.bytes, part.sha256)
"""

from synctv_async.export.ndjson import to_ndjson, to_plain
from synctv_async.export.parts import PartWriter

__all__ = ["PartWriter", "to_ndjson", "to_plain"]
