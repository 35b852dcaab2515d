"""What stands on the wire, to the letter."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import httpx
import pytest
import respx

from synctv_async import (
    ArgumentError,
    AsyncSourceSync,
    AsyncSyncTV,
    BundleStatus,
    BundleWriteStatus,
    __version__,
    signing,
)
from synctv_async.sandbox import Sandbox

from .clients import sourcesync, synctv

BASE = "https://service_name.synctv.com"


class Wire:
    """Answers everything and keeps what was asked."""

    def __init__(self, answer: object = None, status: int = 200) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer
        self._status = status
        self.transport = httpx.MockTransport(self._reply)

    def _reply(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._answer is None:
            return httpx.Response(self._status)
        return httpx.Response(self._status, json=self._answer)

    @property
    def query(self) -> str:
        """The last query without what signing adds."""
        text = self.requests[-1].url.query.decode() or self.requests[-1].content.decode()
        own, _, rest = text.partition("access_id=1234")
        assert rest.startswith("&signature=")
        assert len(rest) == len("&signature=") + 32
        return own.rstrip("&")

    def tv(self, **options: Any) -> AsyncSyncTV:
        return AsyncSyncTV(BASE, access_id=1234, access_secret="s3cret", transport=self.transport, **options)

    def ss(self) -> AsyncSourceSync:
        return AsyncSourceSync("app.v1.k", transport=self.transport)


MEDIA = {"response": {"medias": [], "code": 1}}
BUNDLES = {"response": {"bundles": [], "bundle": {"id": 1}, "contributor": {"id": 1}, "code": 1}}


async def test_a_list_of_media_to_the_letter() -> None:
    wire = Wire(MEDIA)
    async with wire.tv() as tv:
        await tv.media.list(active=True, sort_order=["order_number", "name"], named_like="a b~c*d+é").first()
    request = wire.requests[0]
    assert request.method == "GET"
    assert str(request.url).split("?")[0] == f"{BASE}/api/v2/media.json"
    sent = (
        "active=true&sort_order%5B%5D=order_number&sort_order%5B%5D=name&sort_order%5B%5D=id"
        "&named_like=a+b%7Ec%2Ad%2B%C3%A9&access_id=1234"
    )
    pairs = [
        ("active", "true"),
        *(("sort_order[]", name) for name in ("order_number", "name", "id")),
        ("named_like", "a b~c*d+é"),
        ("access_id", "1234"),
    ]
    assert request.url.query.decode() == f"{sent}&signature={signing.sign(pairs, 's3cret')}"
    assert request.content == b""


@pytest.mark.parametrize(("tilde", "written"), [("%7E", "%7E"), ("~", "~")])
async def test_the_tilde_is_written_as_chosen(tilde: Any, written: str) -> None:
    wire = Wire(MEDIA)
    async with wire.tv(tilde=tilde) as tv:
        await tv.media.list(named_like="~").first()
    assert f"named_like={written}&" in wire.requests[0].url.query.decode()
    signature = signing.sign([("named_like", "~"), ("sort_order", "id"), ("access_id", "1234")], "s3cret", tilde)
    assert wire.requests[0].url.query.decode().endswith(f"signature={signature}")


@pytest.mark.parametrize("tilde", ["%7E", "~"])
async def test_a_service_of_either_tilde_takes_the_signature(tilde: Any) -> None:
    with Sandbox(media=30, tilde=tilde) as box:
        async with synctv(box, tilde=tilde) as tv:
            assert await tv.media.count(named_like="a~b *'()!+&=%é") == 0


async def test_the_headers_of_a_call() -> None:
    wire = Wire(MEDIA)
    async with wire.tv() as tv:
        await tv.media.list().first()
    headers = wire.requests[0].headers
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"].startswith(f"synctv-async/{__version__}")
    assert "gzip" in headers["Accept-Encoding"]
    assert "Content-Type" not in headers
    assert "X-API-Key" not in headers
    assert headers["Host"] == "service_name.synctv.com"


async def test_pages_differ_in_their_offset_and_signature_alone(box: Sandbox) -> None:
    async with synctv(box) as tv:
        await tv.media.list(named_like="", sort_order="id").collect()
    for request in box.requests:
        names = [name for name, _ in request.params]
        assert names[:2] == ["named_like", "sort_order"]
        assert names[-2:] == ["access_id", "signature"]
    assert [request.values("offset") for request in box.requests] == [[], ["24"], ["48"], ["72"], ["96"]]


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({"active": False}, "active=false&sort_order=id"),
        ({"ids": [3, 1, 2]}, "ids%5B%5D=3&ids%5B%5D=1&ids%5B%5D=2&sort_order=id"),
        ({"ids": 3}, "ids%5B%5D=3&sort_order=id"),
        ({"any_of_audio_languages": "eng"}, "any_of_audio_languages%5B%5D=eng&sort_order=id"),
        ({"named_like": None, "clip_id": 4}, "clip_id=4&sort_order=id"),
        ({"sort_order": "name"}, "sort_order%5B%5D=name&sort_order%5B%5D=id"),
        ({"sort_order": ["id", "name"]}, "sort_order%5B%5D=id&sort_order%5B%5D=name"),
        ({"page_size": 50}, "sort_order=id&limit=50"),
        ({"fields": "name"}, "fields%5B%5D=name&fields%5B%5D=id&sort_order=id"),
        ({"key": "a&b=c#d", "value": "/?"}, "key=a%26b%3Dc%23d&value=%2F%3F&sort_order=id"),
    ],
)
async def test_filters_of_media_to_the_letter(filters: dict[str, Any], query: str) -> None:
    wire = Wire(MEDIA)
    async with wire.tv() as tv:
        await tv.media.list(**filters).first()
    assert wire.query == query


TIME = datetime(2014, 5, 1, 23, 23, 54, 1, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("created_at_greater", "21%3A23%3A54Z"),
        ("created_at_less", "21%3A23%3A55Z"),
        ("available_on", "21%3A23%3A54Z"),
        ("available_begin_date", "21%3A23%3A54Z"),
        ("available_end_date", "21%3A23%3A55Z"),
    ],
)
async def test_times_are_sent_in_utc_and_whole_seconds(name: str, sent: str) -> None:
    wire = Wire(MEDIA)
    filters: dict[str, Any] = {name: TIME}
    async with wire.tv() as tv:
        await tv.media.list(**filters).first()
        assert wire.query == f"{name}=2014-05-01T{sent}&sort_order=id"
        filters = {name: TIME.replace(microsecond=0)}
        await tv.media.list(**filters).first()
        assert wire.query == f"{name}=2014-05-01T21%3A23%3A54Z&sort_order=id"


async def test_numbers_are_sent_plainly() -> None:
    wire = Wire(BUNDLES)
    async with wire.tv() as tv:
        await tv.bundles.list(available_price_greater=Decimal("1E-7"), available_price_less=1e16).first()
        assert wire.query == "available_price_greater=0.0000001&available_price_less=10000000000000000"
        await tv.bundles.list(available_price_greater=0.1, status=BundleStatus.DISABLED).first()
        assert wire.query == "available_price_greater=0.1&status=-3"
        wrong: Any
        for wrong in (float("nan"), float("inf"), Decimal("NaN")):
            with pytest.raises((TypeError, ArgumentError)):
                tv.bundles.list(available_price_less=wrong)


async def test_writes_carry_their_fields_in_the_query() -> None:
    wire = Wire(BUNDLES)
    async with wire.tv() as tv:
        await tv.bundles.create(
            name="A & B",
            bundle_type_id=2,
            media_ids=(1, 2),
            status=BundleWriteStatus.INACTIVE,
            begin_at=datetime(2030, 1, 1, tzinfo=UTC),
        )
        assert wire.query == (
            "bundle%5Bname%5D=A+%26+B&bundle%5Bbundle_type_id%5D=2&bundle%5Bmedia_ids%5D%5B%5D=1"
            "&bundle%5Bmedia_ids%5D%5B%5D=2&bundle%5Bstatus%5D=0&bundle%5Bbegin_at%5D=2030-01-01T00%3A00%3A00Z"
        )
        create = wire.requests[-1]
        assert (create.method, create.url.path, create.content) == ("POST", "/api/v2/bundles.json", b"")
        await tv.bundles.update(7, name="B")
        update = wire.requests[-1]
        assert (update.method, update.url.path, update.content) == ("PUT", "/api/v2/bundles/7.json", b"")
        assert wire.query == "bundle%5Bname%5D=B"
        await tv.bundles.delete(7)
        assert (wire.requests[-1].method, wire.query) == ("DELETE", "")
        await tv.contributors.create(media_id=1, role_id=2, person_id=3)
        assert wire.query == "contributor%5Bmedia_id%5D=1&contributor%5Brole_id%5D=2&contributor%5Bperson_id%5D=3"
        with pytest.raises(ArgumentError, match="an empty list cannot be sent"):
            await tv.bundles.update(7, media_ids=[])
    assert all("content-type" not in request.headers or not request.content for request in wire.requests)


async def test_long_writes_go_as_a_form_and_are_signed_the_same(box: Sandbox) -> None:
    async with synctv(box) as tv:
        made = await tv.bundles.create(name="ä" * 4000, bundle_type_id=1, media_ids=list(range(1, 90)))
    assert made.name == "ä" * 4000
    request = box.requests[0]
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert int(request.headers["content-length"]) == len(request.body)
    assert request.body.startswith(b"bundle%5Bname%5D=%C3%A4")
    assert b"&signature=" in request.body


@pytest.mark.parametrize(("size", "in_form"), [(4000, False), (4200, True)])
async def test_what_is_long_is_more_than_4_kb(size: int, *, in_form: bool) -> None:
    wire = Wire(BUNDLES)
    async with wire.tv() as tv:
        await tv.bundles.create(name="a" * size, bundle_type_id=1)
    assert bool(wire.requests[0].content) is in_form
    assert bool(wire.requests[0].url.query) is not in_form


async def test_a_read_of_more_than_8_kb_is_refused_with_advice(box: Sandbox) -> None:
    async with synctv(box) as tv:
        pager = tv.media.list(ids=range(1, 600))
        with pytest.raises(ArgumentError, match="split the ids") as caught:
            await pager.collect()
        assert caught.value.outcome is None
        assert len(await tv.media.list(ids=range(1, 300)).collect()) == 120
    assert all(request.status == 200 for request in box.requests)


async def test_calls_to_synctv_never_have_a_json_body() -> None:
    wire = Wire({"response": {"ingest_video": {"id": 1}, "code": 1}})
    async with wire.tv() as tv:
        await tv.ingest_videos.create(1, file_path="x" * 5000, audio_languages=["eng"])
        await tv.ingest_videos.update(1, 2, interlaced=True, start_point=Decimal("1.50"))
        assert wire.query == "ingest_video%5Binterlaced%5D=true&ingest_video%5Bstart_point%5D=1.50"
        for action in (tv.ingest_videos.start, tv.ingest_videos.stop, tv.ingest_videos.reset, tv.ingest_videos.remove):
            await action(1, 2)
    assert all("json" not in request.headers.get("content-type", "") for request in wire.requests)
    assert [request.url.path.rpartition("/")[2] for request in wire.requests[2:]] == [
        "start.json",
        "stop.json",
        "reset.json",
        "remove.json",
    ]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_an_empty_success_is_success_for_updates_and_deletions(status: int) -> None:
    wire = Wire(status=status)
    async with wire.tv() as tv, wire.ss() as ss:
        calls: list[Callable[[], Awaitable[object]]] = [
            lambda: tv.bundles.update(1, name="A"),
            lambda: tv.bundles.delete(1),
            lambda: tv.contributors.update(1, role_id=1),
            lambda: tv.contributors.delete(1),
            lambda: tv.ingest_videos.update(1, 1, file_path="a"),
            lambda: tv.ingest_videos.start(1, 1),
            lambda: tv.resource("platforms", item="platform").update(1, name="A"),
            lambda: tv.resource("platforms", item="platform").delete(1),
            lambda: ss.productions.update("1", name="A"),
            lambda: ss.productions.delete("1"),
            lambda: ss.activations.update("1", "2", name="A"),
            lambda: ss.activations.delete("1", "2"),
        ]
        for call in calls:
            assert await call() is None
    assert len(wire.requests) == len(calls)


async def test_the_wire_of_sourcesync() -> None:
    wire = Wire({"status": "success", "data": [{"id": 5, "name": "A"}]})
    async with wire.ss() as ss:
        await ss.productions.create(name="Ä", settings={"a": [1, None, {"b": True}]})
        await ss.productions.update(5, name="B")
        await ss.productions.delete("5")
        await ss.distributions.create(5, name="A")
        await ss.distributions.get(9)
        await ss.activations.update("5", 6, settings={})
        await ss.activations.list(5).collect()
        await ss.productions.update_many([{"id": 5, "name": "C"}])
        await ss.productions.delete_many([5])
    asked = wire.requests
    sent = [(ask.method, ask.url.path, ask.content and json.loads(ask.content)) for ask in asked]
    assert sent == [
        ("POST", "/productions", [{"name": "Ä", "settings": {"a": [1, None, {"b": True}]}}]),
        ("PATCH", "/productions/5", {"name": "B"}),
        ("DELETE", "/productions/5", b""),
        ("POST", "/productions/5/distributions", [{"name": "A"}]),
        ("GET", "/distributions/9", b""),
        ("PATCH", "/productions/5/activations/6", {"settings": {}}),
        ("GET", "/productions/5/activations", b""),
        ("PATCH", "/productions", [{"id": 5, "name": "C"}]),
        ("DELETE", "/productions", [{"id": "5"}]),
    ]
    for request in wire.requests:
        assert request.url.host == "platform.sourcesync.io"
        assert request.headers["X-API-Key"] == "app.v1.k"
        assert request.headers.get("Content-Type") == ("application/json" if request.content else None)
        assert request.url.query == b""


async def test_respx_sees_and_answers_calls() -> None:
    async with respx.mock(base_url=BASE) as mock:
        route = mock.get("/api/v2/media/5.json", params={"access_id": "1234"}).respond(
            json={"response": {"media": {"id": 5, "name": "Five"}, "container_ids": ["1"], "code": 1}}
        )
        async with AsyncSyncTV(BASE, access_id=1234, access_secret="x") as tv:
            detail = await tv.media.get(5)
    assert route.called
    assert (detail.media.name, detail.container_ids) == ("Five", (1,))


async def test_many_calls_through_a_mock_leave_it_usable() -> None:
    wire = Wire({"response": {"media": {"id": 1}}})
    async with wire.tv(max_connections=2, total_timeout=5) as tv:
        for _ in range(10):
            assert (await tv.media.get(1)).media.id == 1
    assert len(wire.requests) == 10


async def test_xml_asks_for_xml() -> None:
    wire = Wire(MEDIA)
    async with wire.tv(wire_format="xml") as tv:
        await tv.media.list().first()
    request = wire.requests[0]
    assert request.url.path == "/api/v2/media.xml"
    assert request.headers["Accept"] == "application/xml"


async def test_the_key_of_sourcesync_is_a_bare_object(box: Sandbox) -> None:
    async with sourcesync(box) as ss:
        key = await ss.key()
    assert (key.name, key.organization) == ("Sandbox Access Key", "1de71807-b64b-4398-96fa-a0ac67c727d9")
    assert (key.legacy_org_id, key.vidvita_org_id) == (1, 114)
    assert key.settings == {"defaults": {"property": "123"}}
