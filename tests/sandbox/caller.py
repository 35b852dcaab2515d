"""A caller of the sandbox that knows no more than httpx and the signature."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import urlencode

import httpx

from synctv_async.sandbox import Sandbox
from synctv_async.signing import sign

Pairs: TypeAlias = Sequence[tuple[str, str]]
API = "/api/v2/"


class Caller:
    """Signs and sends."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.http = httpx.Client(base_url=box.url, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def signed(self, pairs: Pairs = ()) -> list[tuple[str, str]]:
        whole = [*pairs, ("access_id", str(self.box.access_id))]
        return [*whole, ("signature", sign(whole, self.box.access_secret))]

    def call(
        self,
        method: str,
        path: str,
        *pairs: tuple[str, str],
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        url = f"{API}{path}?{urlencode(self.signed(pairs))}"
        return self.http.request(method, url, content=body, headers=headers)

    def get(self, path: str, *pairs: tuple[str, str]) -> httpx.Response:
        return self.call("GET", path, *pairs)

    def json(self, path: str, *pairs: tuple[str, str]) -> dict[str, Any]:
        response = self.get(path, *pairs)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()["response"]
        return found

    def rows(self, path: str, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
        return next(iter(self.json(path, *pairs).values()))

    def ids(self, path: str, *pairs: tuple[str, str]) -> list[int]:
        return [row["id"] for row in self.rows(path, *pairs)]

    def source(self, method: str, path: str, json: Any = None, key: str | None = None) -> httpx.Response:
        headers = {"X-API-Key": self.box.api_key if key is None else key}
        return self.http.request(method, path, json=json, headers=headers)

    def login(self, *, query: bool, device: str = "tv-1") -> httpx.Response:
        fields = {"client_key": self.box.client_key, "device_uid": device}
        url = f"{API}authorization/user/client_authorize.json"
        return self.http.post(url, params=fields) if query else self.http.post(url, data=fields)

    def turn(self, **switches: Any) -> None:
        self.box.behave(**switches)
