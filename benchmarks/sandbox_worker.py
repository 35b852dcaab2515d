"""A sandbox in a process of its own that times itself.

Run as ``python -m benchmarks.sandbox_worker MEDIA EDITS``. It prints the seconds that the sandbox took to start, makes
so many changes all over the catalogue, and then answers each line, the parameters of a page as JSON, with the seconds
that this page took over HTTP.
"""

import http.client
import json
import random
import sys
import time
from urllib.parse import urlencode

__all__ = ["main"]


def main(media: int, edits: int) -> None:
    """Start, change, and time pages until standard input is closed."""
    from synctv_async.sandbox import Sandbox
    from synctv_async.signing import sign

    started = time.perf_counter()
    with Sandbox(media=media) as box:
        print(time.perf_counter() - started, flush=True)
        _edit(box, media, edits)
        connection = http.client.HTTPConnection(box.url.removeprefix("http://"))
        for line in sys.stdin:
            pairs = [*map(tuple, json.loads(line)), ("access_id", str(box.access_id))]
            target = f"/api/v2/media.json?{urlencode([*pairs, ('signature', sign(pairs, box.access_secret))])}"
            asked = time.perf_counter()
            connection.request("GET", target)
            body = connection.getresponse().read()
            took = time.perf_counter() - asked
            assert len(json.loads(body)["response"]["medias"]) == 25, line  # noqa: PLR2004 - a whole page
            print(took, flush=True)


def _edit(box: object, media: int, edits: int) -> None:
    from synctv_async.sandbox import Sandbox

    assert isinstance(box, Sandbox)
    dice = random.Random(1)
    for number in range(edits):
        chosen = dice.randint(1, media)
        if not box.media.has(chosen):
            box.media.insert(name=f"Inserted {number}")
        elif number % 2:
            box.media.update(chosen, name=f"Changed {number}", active=True)
        else:
            box.media.delete(chosen)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
