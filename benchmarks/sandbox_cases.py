"""What the sandbox bears, beside uvicorn alone with the same bytes."""

import json
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks.load import load, raw_get
from benchmarks.measure import Figure, Ratio, Service, figure_of, line_of, process, ratio_of
from synctv_async.signing import sign

__all__ = ["sandbox_load"]

_MEDIA = 10_000
_CONNECTIONS = 16
_SECONDS = 2.0
_ROUNDS = 5
_AT_LEAST = 2000.0
_REQUESTS = 400


def _signed(path: str, access_id: str, secret: str, *pairs: tuple[str, str]) -> str:
    whole = [*pairs, ("access_id", access_id)]
    return f"/api/v2/{path}?{urlencode([*whole, ('signature', sign(whole, secret))])}"


def sandbox_load(_service: Service) -> list[Figure | Ratio]:
    """Ask for pages at many offsets, each signed, from a process beside the sandbox's."""
    with (
        process("benchmarks.sandbox_server", "sandbox", str(_MEDIA)) as running,
        process("benchmarks.sandbox_server", "bare", "0") as beside,
    ):
        host, access_id, secret = line_of(running).split()
        offsets = [step * 24 for step in range(_REQUESTS)]
        targets = [_signed("media.json", access_id, secret, ("offset", str(offset))) for offset in offsets]
        with urlopen(f"http://{host}{targets[0]}") as answer:
            body = json.dumps(json.load(answer), ensure_ascii=False)
        assert beside.stdin is not None
        print(body, file=beside.stdin, flush=True)
        bare = line_of(beside).strip()
        sandbox = partial(_rate, host, [raw_get(host, target) for target in targets])
        alone = partial(_rate, bare, [raw_get(bare, target) for target in targets])
        rounds = [(sandbox(), alone()) for _ in range(_ROUNDS)]
    ours, theirs = zip(*rounds, strict=True)
    return [
        figure_of("sandbox: signed pages of 25 a second, one process", ours, "/s", at_least=_AT_LEAST),
        ratio_of("a page: sandbox : uvicorn alone", _microseconds(ours), _microseconds(theirs), "us"),
    ]


def _rate(host: str, requests: Sequence[bytes]) -> float:
    name, _, port = host.partition(":")
    return load((name, int(port)), requests, _CONNECTIONS, _SECONDS)


def _microseconds(rates: Sequence[float]) -> list[float]:
    return [1e6 / rate for rate in rates]
