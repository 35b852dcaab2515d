"""The table of endpoints, checkpoints, the striking out of secrets, and how batches are cut."""

import json
from html import escape as html_escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async import errors
from synctv_async._policy import batch
from synctv_async._policy.checkpoint import fingerprint, read_checkpoint, write_checkpoint
from synctv_async._policy.endpoints import ENDPOINTS, endpoint, generic
from synctv_async._policy.redact import Scrubber
from synctv_async._policy.scan import Position
from synctv_async._types import Secret
from synctv_async.errors import CheckpointError

PATHS = (Path(__file__).parents[1] / "data" / "documents" / "paths.txt").read_text().split("\n")[:-1]


def shape(path):
    """Reduce a path to what does not depend on how its placeholders are called."""
    parts = path.replace("/bundles/1", "/bundles/:id").split("/")
    return "/".join("*" if part[:1] in (":", "{") else part for part in parts)


def in_table():
    return {(entry.method, shape(entry.path)) for entry in ENDPOINTS.values()}


@pytest.mark.parametrize("line", PATHS)
def test_every_documented_path_is_in_the_table(line):
    _, method, path = line.split(" ")
    assert (method, shape(path)) in in_table()


def test_what_is_in_the_table_and_in_no_document_is_known():
    documented = {(line.split(" ")[1], shape(line.split(" ")[2])) for line in PATHS}
    assert in_table() - documented == {
        ("GET", "/media/count"),  # the example of the count in a container
        ("GET", "/distributions/*"),
        ("GET", "/activations/*"),
        ("POST", "/authorization/user/client_authorize"),
        ("POST", "/authorization/user/user_authorize"),
    }


def test_names_are_unique_and_no_call_has_two_entries():
    assert all(name == entry.name for name, entry in ENDPOINTS.items())
    assert len(in_table()) == len(ENDPOINTS)


def test_no_create_may_be_repeated_and_everything_else_may():
    creates = {name for name, entry in ENDPOINTS.items() if not entry.repeatable}
    assert creates == {
        *("bundles.create", "contributors.create", "ingest_videos.create"),
        *("productions.create", "distributions.create", "activations.create"),
    }
    posts = {name for name, entry in ENDPOINTS.items() if entry.method == "POST"}
    assert posts - creates == {"authorization.client", "authorization.user"}


def test_only_the_answers_of_the_login_are_private():
    private = {name for name, entry in ENDPOINTS.items() if entry.private}
    assert private == {"authorization.client", "authorization.user"}


def test_every_entry_names_its_source():
    assert [name for name, entry in ENDPOINTS.items() if not entry.source] == []


def test_an_id_cannot_change_the_path():
    assert endpoint("media.get").fill(id="1/../2?x=#") == "/media/1%2F..%2F2%3Fx%3D%23"
    assert endpoint("ingest_videos.start").fill(medium_id=7, id=9) == "/media/7/ingest_videos/9/start"


@pytest.mark.parametrize(
    ("verb", "method", "path", "repeatable"),
    [
        ("list", "GET", "/platforms", True),
        ("count", "GET", "/platforms/count", True),
        ("get", "GET", "/platforms/{id}", True),
        ("create", "POST", "/platforms", False),
        ("update", "PUT", "/platforms/{id}", True),
        ("delete", "DELETE", "/platforms/{id}", True),
    ],
)
def test_resources_outside_of_the_table_follow_the_services_conventions(verb, method, path, repeatable):
    made = generic("platforms", "/platforms", verb)
    assert (made.name, made.method, made.path, made.repeatable) == (f"platforms.{verb}", method, path, repeatable)


positions = st.builds(
    Position,
    offset=st.integers(0, 10**12),
    last_id=st.one_of(st.none(), st.integers(-(10**20), 10**20)),
    delivered=st.integers(0, 10**12),
    changed=st.booleans(),
    expected=st.one_of(st.none(), st.integers(0, 10**12)),
)


@given(positions)
def test_a_checkpoint_brings_its_position_back(position):
    token = write_checkpoint("abc", position)
    assert read_checkpoint(token, "abc") == position
    scan = {"rows": position.delivered, "of": position.expected, "changed": position.changed}
    assert json.loads(token) == {"v": 2, "q": "abc", "offset": position.offset, "id": position.last_id} | scan


def test_a_checkpoint_of_another_query_is_refused():
    token = write_checkpoint("abc", Position(25, 7))
    with pytest.raises(CheckpointError, match="belongs to another query: use the path, filters and sort") as caught:
        read_checkpoint(token, "abd")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("token", ["", "x", "[]", "7", "null", None, 7, "{", '"{}"', "[" * 100_000])
def test_what_is_no_checkpoint_is_refused(token):
    with pytest.raises(CheckpointError, match="start= takes the checkpoint of a page, an export or an error"):
        read_checkpoint(token, "abc")


@pytest.mark.parametrize(
    "change",
    [
        *({"v": 1}, {"v": None}, {"offset": -1}, {"offset": "1"}, {"offset": True}, {"id": "7"}, {"id": 7.0}),
        *({"rows": -1}, {"rows": None}, {"changed": 0}, {"of": "7"}),
    ],
)
def test_a_checkpoint_of_another_version_is_refused(change):
    fields = {**json.loads(write_checkpoint("abc", Position(25, 7))), **change}
    with pytest.raises(CheckpointError, match="was not made by this version: start without it"):
        read_checkpoint(json.dumps(fields), "abc")


def test_a_long_wrong_checkpoint_is_shown_shortened():
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint("z" * 5000, "abc")
    assert len(str(caught.value)) < 200


def test_a_query_is_told_apart_by_its_path_its_filters_and_its_sort():
    base = [("active", "true"), ("ids[]", "1"), ("ids[]", "2")]
    several = [
        fingerprint("/media", base),
        fingerprint("/bundles", base),
        fingerprint("/media", base[:2]),
        fingerprint("/media", [("active", "false"), *base[1:]]),
        fingerprint("/media", [*base, ("sort_order[]", "name"), ("sort_order[]", "id")]),
        fingerprint("/media", [*base, ("sort_order[]", "id"), ("sort_order[]", "name")]),
        fingerprint("/media", [*base, ("sort_order", "id")]),
        fingerprint("/media", [*base, ("sort_order", "id"), ("sort_descending", "true")]),
    ]
    assert len(set(several)) == len(several)


def test_the_page_size_and_the_order_of_filters_do_not_matter_to_a_query():
    base = [("active", "true"), ("ids[]", "1"), ("sort_order", "id")]
    assert fingerprint("/media", base) == fingerprint("/media", [base[1], base[0], base[2]])
    assert fingerprint("/media", base) == fingerprint("/media", [*base, ("limit", "100")])


def test_a_fingerprint_shows_nothing_of_its_query():
    made = fingerprint("/accounts", [("by_email", Secret("testperson@synctv.com"))])
    assert len(made) == 16
    assert made == fingerprint("/accounts", [("by_email", "testperson@synctv.com")])


SECRET = "Pä ss/W&o\"r'd<~*+é"


def lower_hex(text):
    out, parts = text.split("%")[0], text.split("%")[1:]
    return out + "".join("%" + part[:2].lower() + part[2:] for part in parts)


FORMS = {
    "plain": SECRET,
    "form": quote_plus(SECRET),
    "percent": quote(SECRET, safe=""),
    "percent with slashes": quote(SECRET),
    "lower-case percent": lower_hex(quote(SECRET, safe="")),
    "lower-case form": lower_hex(quote_plus(SECRET)),
    "html": html_escape(SECRET),
    "html text": html_escape(SECRET, quote=False),
    "html of rails": html_escape(SECRET).replace("&#x27;", "&#39;"),
    "json": json.dumps(SECRET)[1:-1],
    "json with unicode": json.dumps(SECRET, ensure_ascii=False)[1:-1],
    "json with escaped slashes": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "ruby": quote_plus(SECRET).replace("~", "%7E"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_secret_is_struck_out_however_it_was_escaped(form):
    scrub = Scrubber([Secret(SECRET)])
    assert scrub(f"GET /x?password={form}&y=1 failed") == "GET /x?password=***&y=1 failed"


def test_the_longest_secret_is_struck_out_first():
    scrub = Scrubber([Secret("abcd"), Secret("abcdefgh")])
    assert scrub("abcdefgh abcd") == "*** ***"


def test_without_secrets_a_text_stays_as_it_is():
    assert Scrubber([])("anything") == "anything"
    assert Scrubber([Secret("")])("anything") == "anything"


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8, max_size=20), st.text(max_size=20))
def test_no_secret_survives(secret, around):
    assert secret not in Scrubber([Secret(secret)])(f"{around}{secret}{around}")


def test_a_scrubber_does_not_show_what_it_looks_for():
    scrub = Scrubber([Secret("correct-horse")])
    assert "correct" not in repr(scrub)
    assert "correct" not in repr(scrub._forms)


@given(st.integers(0, 1000), st.integers(1, 150))
def test_a_batch_is_cut_into_requests_of_bounded_size_in_order(many, size):
    made = batch.chunks(range(many), size)
    assert [row for chunk in made for row in chunk] == list(range(many))
    assert all(1 <= len(chunk) <= size for chunk in made)
    assert len(made) == -(-many // size)


def test_a_request_holds_at_most_a_hundred_rows():
    assert [len(chunk) for chunk in batch.chunks(range(201))] == [100, 100, 1]
    assert batch.MAX_BATCH == 100


@given(st.integers(2, 100))
def test_halves_leave_nothing_out_and_get_smaller(many):
    left, right = batch.halves(range(many))
    assert [*left, *right] == list(range(many))
    assert 1 <= len(left) <= len(right) < many


def test_which_errors_blame_the_rows_and_which_end_a_batch():
    blaming = {errors.BadRequestError, errors.NotFoundError, errors.ConflictError}
    for name in errors.__all__:
        kind = getattr(errors, name)
        assert batch.blames_rows(kind("x")) is (kind in blaming)
    assert batch.ends_batch(errors.AuthenticationError(status=401))
    assert batch.ends_batch(errors.PermissionDeniedError(status=403))
    assert not batch.ends_batch(errors.ServerError(status=500))
    assert not batch.ends_batch(errors.ConnectError())
