"""What the probes of SyncTV look at: answers that several of them need are asked for once."""

from collections.abc import Callable
from functools import cached_property

from synctv_async import AccessCredentials, ApiRequest, ApiResponse, DecodeError, Media, SyncTV
from synctv_async.doctor.asking import Answer, Asker, Connecting, Next, Tally
from synctv_async.doctor.findings import UndecidedError
from synctv_async.doctor.pages import Page, page_of
from synctv_async.signing import Tilde

__all__ = ["SyncTVView"]

BY_ID = ("sort_order", "id")
_TRIES = 3
"""So many media of the first page are looked at for clips and ingest videos."""
_WRONG_SECRET = "0" * 44
_UNKNOWN_ID = 2_147_483_647


class SyncTVView:
    """The service seen with one access, and with accesses that are wrong in one thing."""

    def __init__(  # noqa: PLR0913 - what there is to be seen with
        self,
        base_url: str,
        access: AccessCredentials,
        tally: Tally,
        options: Connecting,
        medium_id: int | None = None,
        *,
        logged_in: bool = False,
    ) -> None:
        self.base_url: str = base_url
        self.tally: Tally = tally
        self.medium_id: int | None = medium_id
        self.logged_in: bool = logged_in
        self.client: SyncTV = self._client(access, options)
        self.plain_tilde: SyncTV = self._client(access, options, tilde="~")
        self.wrong_secret: SyncTV = self._client(AccessCredentials(access.access_id, _WRONG_SECRET), options)
        self.wrong_id: SyncTV = self._client(AccessCredentials(_UNKNOWN_ID, access.access_secret), options)

    def _client(self, access: AccessCredentials, options: Connecting, tilde: Tilde = "%7E") -> SyncTV:
        return SyncTV(
            self.base_url, access_id=access.access_id, access_secret=access.access_secret, tilde=tilde, **options
        )

    def close(self) -> None:
        """Close the connections."""
        for client in (self.client, self.plain_tilde, self.wrong_secret, self.wrong_id):
            client.close()

    def get(self, path: str, *pairs: tuple[str, object], by: SyncTV | None = None) -> Answer:
        """Ask for JSON."""
        return Asker(by or self.client, self.tally).get(path, *pairs, wire_format="json")

    def media(self, *pairs: tuple[str, object], by: SyncTV | None = None) -> Page:
        """Read a page of media."""
        return page_of(self.get("/media", *pairs, by=by), "medias")

    def count(self, path: str, *pairs: tuple[str, object]) -> int:
        """Read a count."""
        return _count_in(self.get(f"{path}/count", *pairs))

    @cached_property
    def first(self) -> Page:
        """The first page of media by id."""
        return self.media(BY_ID)

    @cached_property
    def next(self) -> Page | None:
        """The page that begins at the last row of the first."""
        return self._window(self.first, lambda offset: self.media(BY_ID, offset))

    @cached_property
    def backwards(self) -> Page:
        """The first page of media by id, the last one first."""
        return self.media(BY_ID, ("sort_descending", "true"))

    @cached_property
    def unsorted(self) -> Page:
        """The first page of media without a sort."""
        return self.media()

    @cached_property
    def xml(self) -> Answer:
        """The first page of media as XML."""
        return Asker(self.client, self.tally).get("/media", BY_ID, wire_format="xml")

    @cached_property
    def detail(self) -> Answer:
        """One media with what stands beside it."""
        if not self.first.ids:
            raise UndecidedError("there are no media")
        answer = self.get(f"/media/{self.first.ids[0]}")
        if not answer.ok:
            message = f"the media was answered {answer.summary}"
            raise UndecidedError(message)
        if "media" not in answer.content:
            raise UndecidedError("the answer holds no media")
        return answer

    @cached_property
    def missing(self) -> Answer:
        """The answer to a media that is not there."""
        return self.get(f"/media/{_UNKNOWN_ID}")

    @cached_property
    def below_nothing(self) -> Answer:
        """The answer to a list below a media that is not there."""
        return self.get(f"/media/{_UNKNOWN_ID}/ingest_videos")

    @cached_property
    def counting(self) -> Answer:
        """The answer to a count of all media."""
        answer = self.get("/media/count")
        _count_in(answer)
        return answer

    @property
    def total(self) -> int:
        """How many media there are."""
        return _count_in(self.counting)

    @cached_property
    def bundles(self) -> Page:
        """The first page of bundles."""
        return page_of(self.get("/bundles"), "bundles")

    @cached_property
    def more_bundles(self) -> Page | None:
        """The page that begins at the last bundle of the first."""
        return self._window(self.bundles, lambda offset: page_of(self.get("/bundles", offset), "bundles"))

    def bundles_of(self, status: int) -> Page:
        """Read the first page of bundles with a status."""
        return page_of(self.get("/bundles", ("status", status)), "bundles")

    @cached_property
    def clips(self) -> tuple[str, Page]:
        """The path of the clips of a media that has some, and their first page."""
        return self._under_a_medium("media/clips", "medias")

    @cached_property
    def ingest_videos(self) -> tuple[str, Page]:
        """The path of the ingest videos of a media that has some, and their first page."""
        return self._under_a_medium("ingest_videos", "ingest_videos")

    def _under_a_medium(self, name: str, payload: str) -> tuple[str, Page]:
        """Look for a media whose list shows something: the one that was named, or some of the first."""
        media = self.first.ids[:_TRIES] if self.medium_id is None else (self.medium_id,)
        best: tuple[str, Page] | None = None
        for medium in media:
            path = f"/media/{medium}/{name}"
            page = page_of(self.get(path, BY_ID), payload)
            if page.rows and (best is None or len(page.rows) > len(best[1].rows)):
                best = path, page
            if len(page.rows) > 1:
                break
        if best is None:
            raise UndecidedError("none of the media looked at has any: name one that has with medium_id= (--medium)")
        return best

    def window(self, path: str, first: Page, payload: str, *pairs: tuple[str, object]) -> Page | None:
        """Read the page of any list that begins at the last row of its first page."""
        return self._window(first, lambda offset: page_of(self.get(path, *pairs, offset), payload))

    @staticmethod
    def _window(first: Page, read: Callable[[tuple[str, object]], Page]) -> Page | None:
        return read(("offset", len(first.ids) - 1)) if len(first.ids) > 1 else None

    def media_in(self, answer: Answer) -> list[Media]:
        """Return the records that this package makes of an answer that is there already: nothing is sent."""

        def replay(_request: ApiRequest, _call_next: Next) -> ApiResponse:
            return answer.response

        pages = self.client.with_options(retry=None, middleware=[replay]).media.list().pages()
        try:
            return [*next(pages).items]
        except StopIteration:
            return []
        except DecodeError as error:
            message = f"this package does not understand the records: {error.field or 'no list'}"
            raise UndecidedError(message) from None


def _count_in(answer: Answer) -> int:
    if not answer.ok:
        message = f"the count was answered {answer.summary}"
        raise UndecidedError(message)
    number = answer.content.get("count")
    if isinstance(number, bool) or not isinstance(number, int | str) or not str(number).isdecimal():
        raise UndecidedError("the answer holds no count")
    return int(number)
