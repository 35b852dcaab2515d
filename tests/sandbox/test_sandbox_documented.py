"""Each list and count filters by what its own document names, and by nothing else."""

import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.synctv import filters as rules
from synctv_async.sandbox.synctv.documented import DOCUMENTED, SORTS
from synctv_async.sandbox.synctv.params import nest

from .caller import Caller

GENERIC = {"sort_order", "sort_descending", "limit", "offset", "fields", "add_fields", "remove_fields"}
RULES = {
    "media": rules.MEDIA_LIST,
    "containers/:/media": rules.MEDIA_LIST,
    "media/:/media/clips": rules.CLIPS,
    "media/count": rules.MEDIA_COUNT,
    "containers/:/media/count": rules.MEDIA_COUNT,
    "bundles": rules.BUNDLE_LIST,
    "media/:/bundles": rules.BUNDLE_LIST,
    "bundles/count": rules.BUNDLE_COUNT,
    "media/:/bundles/count": rules.BUNDLE_COUNT,
    "contributors": (),
    "media/:/contributors": (),
    "media/:/ingest_videos": rules.INGEST,
    "media/:/ingest_videos/count": rules.INGEST,
}
EVERY = {name for names in DOCUMENTED.values() for name in names} - GENERIC
SINGLE = {"with_definition": "hd", "active": "true", "removable": "true", "with_favorites": "true"}
TIMED = ("_greater", "_less", "_before", "_after", "_date", "_on")


def value_of(name: str) -> str:
    if name.startswith("available_price"):
        return "1.5"
    return SINGLE.get(name, "2014-01-01T00:00:00Z" if name.endswith(TIMED) else "1")


@pytest.mark.parametrize("route", RULES)
def test_a_filter_works_exactly_where_it_is_documented(route: str) -> None:
    acting = {name for name in EVERY if any(rule(nest(((name, value_of(name)),))) is not None for rule in RULES[route])}
    assert acting == DOCUMENTED[route] - GENERIC


def test_every_list_and_count_is_here() -> None:
    assert RULES.keys() == DOCUMENTED.keys()
    assert SORTS.keys() == {route for route in DOCUMENTED if not route.endswith("count")}


@pytest.mark.parametrize("route", [route for route in DOCUMENTED if not route.startswith("contributors")])
def test_a_documented_parameter_is_never_refused(box: Sandbox, call: Caller, route: str) -> None:
    box.media.insert()
    box.behave(unknown_filters="refuse")
    path = route.replace(":", "1")
    for name in DOCUMENTED[route] - GENERIC:
        assert call.get(f"{path}.json", (name, value_of(name))).status_code == 200, name
    assert call.get(f"{path}.json", ("nonsense", "1")).status_code == 400
    for name in SORTS.get(route, ()):
        assert call.get(f"{path}.json", ("sort_order[]", name)).status_code == 200, name
