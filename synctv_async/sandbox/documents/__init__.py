"""Every example request of the services' documents, the state that it needs, and the answer that is printed for it.

>>> with Sandbox(media=0) as box:
...     example = find("media_count")
...     call = stage(box, example)
...     reply = httpx.request(call.method, box.url + call.target, headers=call.headers, content=call.body)
...     example.differs(reply.status_code, reply.content)

``None`` is no difference. The documents contradict themselves in places: what had to be changed in a request or an
answer is written down with it, and why.
"""

from typing import Final

from synctv_async.sandbox.documents import bundles, contributors, ingest_videos, media, sourcesync
from synctv_async.sandbox.documents.example import Call, Example, stage

__all__ = ["EXAMPLES", "Call", "Example", "find", "stage"]

EXAMPLES: Final[tuple[Example, ...]] = (
    *media.EXAMPLES,
    *bundles.EXAMPLES,
    *contributors.EXAMPLES,
    *ingest_videos.EXAMPLES,
    *sourcesync.EXAMPLES,
)
"""All of them, document by document, in the order in which they are printed."""


def find(key: str) -> Example:
    """Return one example; ``KeyError`` where there is none of that key."""
    for example in EXAMPLES:
        if example.key == key:
            return example
    message = f"there is no example {key!r}; there are {', '.join(example.key for example in EXAMPLES)}"
    raise KeyError(message)
