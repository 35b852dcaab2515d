"""Pages as Arrow: batches of whole pages, errors in their turn, and readers that others take as they are."""

import asyncio
import inspect
import threading

import attrs
import pytest

from synctv_async import AsyncSyncTV, SyncTV
from synctv_async.arrow import (
    AsyncBatches,
    Batches,
    RecordBatch,
    Schema,
    aread_batches,
    batch,
    read_batches,
    schema,
)
from synctv_async.errors import ArgumentError, ServerError
from synctv_async.models import (
    Bundle,
    Contributor,
    IngestVideo,
    Media,
    MediaType,
    Page,
)

from .arrow_rows import MEDIA, NOON, VIDEO, pa, pq, row_of, same


def pages_of(rows, size=25):
    return [
        Page(tuple(rows[begin : begin + size]), f"after {begin + len(rows[begin : begin + size])}")
        for begin in range(0, len(rows), size)
    ]


class Pages:
    """Pages in order; an error among them is raised in its turn. Counts what was asked for, and by which threads."""

    def __init__(self, pages):
        self._pages = iter(pages)
        self.asked = 0
        self.threads = set()

    def __iter__(self):
        return self

    def __next__(self):
        self.asked += 1
        self.threads.add(threading.get_ident())
        page = next(self._pages)
        if isinstance(page, BaseException):
            raise page
        return page

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration from None


class Read:
    """Batches one by one, of either twin."""

    def __init__(self, twin, *args, **kwargs):
        self._batches = read_batches(*args, **kwargs) if twin == "sync" else aread_batches(*args, **kwargs)
        self.schema = self._batches.schema

    async def next(self):
        if isinstance(self._batches, AsyncBatches):
            return await anext(self._batches, None)
        return next(self._batches, None)

    async def all(self):
        found = []
        while (made := await self.next()) is not None:
            found.append(made)
        return found


twins = pytest.mark.parametrize("twin", ["sync", "async"])
CREDITS = [Contributor(number, role="r") for number in range(1, 191)]


@twins
async def test_a_batch_holds_whole_pages_and_at_least_so_many_rows(twin):
    pages = Pages(pages_of(CREDITS))
    reading = Read(twin, Contributor, pages, 60)
    assert reading.schema == schema(Contributor)
    assert pages.asked == 0
    first = await reading.next()
    assert first.num_rows == 75
    assert pages.asked == 3
    rest = await reading.all()
    assert [made.num_rows for made in rest] == [75, 40]
    ids = [number for made in (first, *rest) for number in made.column("id").to_pylist()]
    assert ids == [row.id for row in CREDITS]
    assert await reading.next() is None


@twins
async def test_ten_thousand_rows_are_a_batch_if_nothing_else_is_said(twin):
    page = Page(tuple(CREDITS[:100]), "x")
    made = await Read(twin, Contributor, Pages([page] * 250)).all()
    assert [one.num_rows for one in made] == [10_000, 10_000, 5_000]


@twins
@pytest.mark.parametrize(
    "pages", [[], [Page((), "a"), Page((), "b")], [Page((Contributor(2**64),), "a"), Page((Contributor("x"),), "b")]]
)
async def test_there_is_never_an_empty_batch(twin, pages):
    assert await Read(twin, Contributor, Pages(pages), 1, on_reject=lambda *_: None).all() == []


@twins
async def test_rows_that_do_not_fit_are_handed_over_before_their_batch(twin):
    rows = [*CREDITS[:3], Contributor(2**64), *CREDITS[3:6]]
    log = []
    reading = Read(
        twin, Contributor, Pages(pages_of(rows, 2)), 2, on_reject=lambda row, reason: log.append((row, reason))
    )
    assert (await reading.next()).column("id").to_pylist() == [1, 2]
    assert log == []
    assert (await reading.next()).column("id").to_pylist() == [3]
    assert [row for row, _ in log] == [rows[3]]
    assert log[0][1].startswith("id: ")
    assert [made.column("id").to_pylist() for made in await reading.all()] == [[4, 5], [6]]


@twins
async def test_a_row_that_does_not_fit_ends_it_with_the_checkpoint_of_the_batch_before(twin):
    rows = [*CREDITS[:4], Contributor(2**64), CREDITS[4]]
    reading = Read(twin, Contributor, Pages(pages_of(rows, 2)), 2)
    await reading.next()
    await reading.next()
    for _ in range(2):  # and nothing is passed over by going on
        with pytest.raises(ArgumentError, match=r"^row 0 \(id 18446744073709551616\): id: ") as caught:
            await reading.next()
        assert caught.value.checkpoint == "after 4"


@twins
async def test_an_error_comes_out_as_itself_after_the_rows_that_came_before_it(twin):
    error = ServerError("the service failed", status=503)
    error.checkpoint = "after 50"
    pages = pages_of(CREDITS)
    reading = Read(twin, Contributor, Pages([*pages[:2], error, *pages[2:4]]), 1000)
    assert (await reading.next()).num_rows == 50
    with pytest.raises(ServerError) as caught:
        await reading.next()
    assert caught.value is error
    assert caught.value.checkpoint == "after 50"
    assert (await reading.next()).num_rows == 50  # these pages go on, and so does the reading
    assert await reading.next() is None


@twins
@pytest.mark.parametrize("error", [KeyError("mine"), ServerError("at once")])
async def test_an_error_of_the_first_page_comes_out_at_once(twin, error):
    with pytest.raises(type(error)) as caught:
        await Read(twin, Contributor, Pages([error])).next()
    assert caught.value is error


@twins
async def test_rows_are_not_lost_by_an_error_that_is_none_of_ours(twin):
    pages = pages_of(CREDITS)
    reading = Read(twin, Contributor, Pages([*pages[:2], KeyError("mine"), pages[2]]), 75)
    with pytest.raises(KeyError, match="mine"):
        await reading.next()
    assert (await reading.next()).num_rows == 75


@twins
@pytest.mark.parametrize("rows", [0, -1])
async def test_a_batch_of_no_rows_is_refused(twin, rows):
    with pytest.raises(ArgumentError, match=f"rows_per_batch is a number of rows from 1, got {rows}"):
        Read(twin, Contributor, Pages([]), rows)


async def test_a_coroutine_function_is_awaited_for_each_row_that_does_not_fit():
    seen = []

    async def on_reject(row, reason):
        await asyncio.sleep(0)
        seen.append(row.id)

    rows = [Contributor(2**64), Contributor(1), Contributor(2**65)]
    (made,) = [made async for made in aread_batches(Contributor, Pages(pages_of(rows)), on_reject=on_reject)]
    assert seen == [2**64, 2**65]
    assert made.num_rows == 1


async def test_a_reading_that_is_cancelled_or_left_early_has_nothing_to_clean_up():
    class Slow(Pages):
        stall = True

        async def __anext__(self):
            if self.asked == 2 and self.stall:
                await asyncio.Event().wait()
            return await super().__anext__()

    pages = Slow(pages_of(CREDITS))
    batches = aread_batches(Contributor, pages, 100)
    assert not inspect.isasyncgen(batches)
    assert aiter(batches) is batches
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(batches), 0.01)
    pages.stall = False
    assert (await anext(batches)).num_rows == 100  # what was read before is not lost


# --- readers


def reader_of(pages, **options):
    return read_batches(Media, iter(pages), 2, **options)


ROWS_OF_MEDIA = [MEDIA, Media(8, name="B", media_type=MediaType(4, "series")), attrs.evolve(MEDIA, id=9)]


def test_what_is_made_is_pyarrows_own_and_what_the_checkers_are_told():
    reader = reader_of(pages_of(ROWS_OF_MEDIA, 1))
    assert isinstance(reader, pa.RecordBatchReader)
    assert isinstance(reader, Batches)
    assert isinstance(reader.schema, pa.Schema)
    assert isinstance(reader.schema, Schema)
    made = reader.read_next_batch()
    assert isinstance(made, pa.RecordBatch)
    assert isinstance(made, RecordBatch)


def test_a_reader_becomes_a_table():
    table = reader_of(pages_of(ROWS_OF_MEDIA, 1)).read_all()
    assert table.schema == schema(Media)
    assert same(table.to_pylist(), [row_of(row) for row in ROWS_OF_MEDIA])
    assert pa.table(reader_of(pages_of(ROWS_OF_MEDIA, 1))).equals(table)
    assert pa.Table.from_batches(list(reader_of(pages_of(ROWS_OF_MEDIA, 1)))).equals(table)


def test_a_reader_is_written_to_parquet_batch_by_batch(tmp_path):
    with (
        reader_of(pages_of(ROWS_OF_MEDIA, 1)) as reader,
        pq.ParquetWriter(tmp_path / "m.parquet", reader.schema) as out,
    ):
        for made in reader:
            out.write_batch(made)
    with pq.ParquetFile(tmp_path / "m.parquet") as file:
        assert file.metadata.num_row_groups == 2
        assert same(file.read(use_threads=False).to_pylist(), [row_of(row) for row in ROWS_OF_MEDIA])


def test_pandas_takes_a_reader():
    pytest.importorskip("pandas")
    rows = [attrs.evolve(row, created_at=NOON, expires_at=NOON) for row in ROWS_OF_MEDIA]  # pandas ends in 2262
    frame = reader_of(pages_of(rows, 1)).read_pandas()
    assert list(frame["id"]) == [7, 8, 9]
    assert str(frame["created_at"].dtype) == "datetime64[us, UTC]"
    assert frame["created_at"][0] == NOON
    assert frame["media_type"][1]["name"] == "series"


def test_polars_takes_a_reader_and_a_batch():
    polars = pytest.importorskip("polars")
    for frame in (
        polars.from_arrow(reader_of(pages_of(ROWS_OF_MEDIA, 1))),
        polars.DataFrame(reader_of(pages_of(ROWS_OF_MEDIA, 1))),
        polars.from_arrow(batch(ROWS_OF_MEDIA, Media)),
    ):
        assert frame["id"].to_list() == [7, 8, 9]
        assert frame["available_at"][0] == NOON
        assert frame.schema["container_ids"] == polars.List(polars.Int64)
        assert frame["media_type"].struct.field("name").to_list() == ["movie", "series", "movie"]
    videos = polars.from_arrow(batch([VIDEO], IngestVideo))
    assert videos["end_point"][0] == VIDEO.end_point


def test_duckdb_takes_a_reader():
    duckdb = pytest.importorskip("duckdb")
    reader = reader_of(pages_of(ROWS_OF_MEDIA, 1))
    with duckdb.connect() as connection:
        found = connection.sql(
            "SELECT id, media_type.name, meta_data['director'], epoch_ms(available_at), len(images) FROM reader"
        ).fetchall()
    moment = int(NOON.timestamp() * 1000)
    assert reader.schema == schema(Media)
    assert found == [(7, "movie", "A", moment, 2), (8, "series", None, None, None), (9, "movie", "A", moment, 2)]


def test_an_error_comes_out_of_whatever_reads_in_python_as_itself():
    error = ServerError("the service failed", status=503)
    pages = [*pages_of(ROWS_OF_MEDIA, 1), error]
    readings = [
        lambda reader: reader.read_all(),
        lambda reader: reader.read_pandas(),
        list,
        lambda reader: [reader.read_next_batch() for _ in range(3)],
        lambda reader: pytest.importorskip("polars").from_arrow(reader),
    ]
    pytest.importorskip("pandas")
    for read in readings:
        with pytest.raises(ServerError) as caught:
            read(read_batches(Media, Pages(pages), 2))
        assert caught.value is error


def test_an_error_behind_the_c_stream_keeps_its_words():
    with pytest.raises(pa.ArrowInvalid, match="the service failed"):
        pa.table(read_batches(Media, Pages([ServerError("the service failed")])))


def test_a_reader_reads_in_the_thread_of_its_user():
    before = threading.active_count()
    pages = Pages(pages_of(ROWS_OF_MEDIA, 1))
    read_batches(Media, pages, 2).read_all()
    assert pages.threads == {threading.get_ident()}
    assert threading.active_count() == before


def test_rows_that_do_not_fit_are_handed_over_while_the_reader_is_read():
    rejected = []
    rows = [Media(1), Media(2**64), Media(3)]
    table = reader_of(pages_of(rows), on_reject=lambda row, reason: rejected.append(row)).read_all()
    assert table.column("id").to_pylist() == [1, 3]
    assert rejected == [rows[1]]


# --- a service


def test_a_catalogue_as_a_table(box):
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        table = read_batches(Media, tv.media.list().pages(), 50).read_all()
        assert same(table.to_pylist(), [row_of(row) for row in tv.media.list()])
        narrow = read_batches(Media, tv.media.list(fields=["id", "name"]).pages()).read_all()
        bundles = read_batches(Bundle, tv.bundles.list().pages()).read_all()
        assert same(bundles.to_pylist(), [row_of(row) for row in tv.bundles.list()])
    assert [chunk.num_rows for chunk in table.to_batches()] == [
        73,
        47,
    ]
    assert narrow.column("description").null_count == 120
    assert narrow.column("name").null_count == 0


async def test_a_catalogue_in_batches(box):
    async with AsyncSyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        made = [one async for one in aread_batches(Media, tv.media.list().pages(), 50)]
        rows = await tv.media.list().collect()
    assert sum(one.num_rows for one in made) == 120
    assert same([row for one in made for row in one.to_pylist()], [row_of(row) for row in rows])
