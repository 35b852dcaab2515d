"""SyncTV's media, contributors and further resources. Each function answers one documented action."""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

import json
from collections.abc import Callable, Iterable
from typing import Final

from synctv_async.sandbox.data.catalogue import roles
from synctv_async.sandbox.data.schema import MEDIA, numbers
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.synctv.calls import Call, Handler, Optional, listing, matching, missing, not_found
from synctv_async.sandbox.synctv.documented import CLIP_SORTS
from synctv_async.sandbox.synctv.filters import CLIPS, MEDIA_COUNT, MEDIA_LIST, clips_of
from synctv_async.sandbox.synctv.query import Rule, boolean, contains, mapped
from synctv_async.sandbox.synctv.wire import Count, Empty, Reply, Show
from synctv_async.sandbox.types import Clause, Json, Record
from synctv_async.sandbox.world import World

__all__ = ["ROUTES"]


def within(table: str, kind: str, number: int) -> Clause:
    """Return the condition that a record carries a numeric tag."""
    return Clause(f"id IN (SELECT id FROM {table}_tags WHERE kind = '{kind}' AND value = ?)", (number,))


def objects(table: Table, ids: Iterable[int]) -> list[Json]:
    """Return records as they are printed."""
    return [json.loads(body) for body in table.bodies(ids)]


def _bundles_of(world: World, number: int) -> list[int]:
    seen = () if world.settings.deleted_bundles == "listed" else (Clause("status != -1"),)
    return world.bundles.ids((within("bundles", "media", number), *seen))


_MEDIA_OPTIONAL: Final[Optional] = {"bundles": lambda world, number: objects(world.bundles, _bundles_of(world, number))}


def _media_list(call: Call) -> Reply:
    return listing(call, call.world.media, MEDIA_LIST, optional=_MEDIA_OPTIONAL)


def _media_in_container(call: Call) -> Reply:
    fixed = within("media", "container", call.ids[0])
    return listing(call, call.world.media, MEDIA_LIST, fixed, optional=_MEDIA_OPTIONAL)


_CLIP_SORTS: Final = {name: column for name, column in MEDIA.sorts.items() if name in CLIP_SORTS}


def _clips(call: Call) -> Reply:
    return listing(
        call,
        call.world.media,
        CLIPS,
        clips_of(call.ids[0]),
        paged=call.world.settings.clips_paged,
        sorts=_CLIP_SORTS,
    )


def _media_count(call: Call) -> Reply:
    fixed = [within("media", "container", number) for number in call.ids]
    return Count(call.world.media.count(matching(call, MEDIA_COUNT, *fixed)))


def _media_show(call: Call) -> Reply:
    world, number = call.world, call.ids[0]
    if not world.media.has(number):
        return not_found()
    contributors = world.contributors.ids((Clause("media_id = ?", (number,)),))
    boxes: list[Json] = [*numbers(world.media.get(number), "containers")]
    siblings: Record = {
        "container_ids": boxes,
        "contributors": objects(world.contributors, contributors),
        "bundle_ids": [*_bundles_of(world, number)],
    }
    return Show("media", world.media.bodies([number])[0], siblings)


def _contributor_list(call: Call) -> Reply:
    return listing(call, call.world.contributors, (), *(Clause("media_id = ?", (number,)) for number in call.ids))


def _contributor_show(call: Call) -> Reply:
    return shown(call.world.contributors, call.ids[-1])


def shown(table: Table, number: int) -> Reply:
    """Answer one record, or that there is none."""
    found = table.bodies([number])
    return Show(table.schema.item, found[0], {}) if found else not_found()


def _contributor_fields(call: Call) -> tuple[Record, tuple[str, ...]]:
    """Return the fields to write and what is wrong with them: ids are written, names are read back."""
    given, world = read.child(call.params, "contributor"), call.world
    fields: Record = {}
    wrong: list[str] = []
    for name in ("media_id", "role_id", "person_id"):
        raw = read.text(given, name)
        if raw is None:
            continue
        number = read.integer(raw)
        fields[name] = number
        if name == "media_id" and not world.media.has(number):
            wrong.append("Media record not found")
        elif name == "role_id":
            fields["role"] = roles().get(number, "")
            wrong += [] if number in roles() else ["Role record not found"]
        elif name == "person_id":
            person = objects(world.others["people"], [number])
            fields["person"] = person[0]["name"] if person and isinstance(person[0], dict) else ""
            wrong += [] if person else ["Person record not found"]
    return fields, tuple(wrong)


def _contributor_create(call: Call) -> Reply:
    refusal = missing(call, "contributor", "media_id", "role_id", "person_id")
    if refusal:
        return refusal
    fields, wrong = _contributor_fields(call)
    if wrong:
        return not_found(*wrong)
    return shown(call.world.contributors, call.world.contributors.insert(**fields))


def _contributor_update(call: Call) -> Reply:
    number = call.ids[0]
    fields, wrong = _contributor_fields(call)
    if not call.world.contributors.has(number):
        wrong = ("Record not found", *wrong)
    if wrong:
        return not_found(*wrong)
    call.world.contributors.update(number, **fields)
    return Empty()


def _contributor_delete(call: Call) -> Reply:
    return _removed(call.world.contributors, call.ids[0])


def _removed(table: Table, number: int) -> Reply:
    if not table.has(number):
        return not_found()
    table.delete(number)
    return Empty()


_OTHER_RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "containers": (boolean("active", "active"),),
    "container_groups": (),
    "people": (contains("named_like", "folded"),),
    "platforms": (mapped("status", "status"),),
}


def _other_fields(call: Call, table: Table) -> Record:
    """Take the wrapper's fields as they come, in the type that the field has in a new record."""
    held: Record = {}
    for name, value in read.child(call.params, table.schema.item).items():
        default = table.schema.defaults.get(name)
        if isinstance(value, str):
            as_number = isinstance(default, int) or name.endswith(("_id", "_number"))
            held[name] = bool(read.flag(value)) if isinstance(default, bool) else value
            if as_number and not isinstance(default, bool):
                held[name] = read.integer(value)
        elif isinstance(value, list):
            held[name] = [
                read.integer(item) if name.endswith("_ids") else item for item in value if isinstance(item, str)
            ]
        else:
            held[name] = {key: item for key, item in value.items() if isinstance(item, str)}
    held.pop("id", None)
    return held


def _other(name: str, act: Callable[[Call, Table, tuple[Rule, ...]], Reply]) -> Handler:
    return lambda call: act(call, call.world.others[name], _OTHER_RULES[name])


def _other_list(call: Call, table: Table, rules: tuple[Rule, ...]) -> Reply:
    return listing(call, table, rules, optional={})


def _other_count(call: Call, table: Table, rules: tuple[Rule, ...]) -> Reply:
    return Count(table.count(matching(call, rules)), listed=True)


def _other_show(call: Call, table: Table, _: tuple[Rule, ...]) -> Reply:
    return shown(table, call.ids[-1])


def _other_create(call: Call, table: Table, _: tuple[Rule, ...]) -> Reply:
    return shown(table, table.insert(**_other_fields(call, table)))


def _other_update(call: Call, table: Table, _: tuple[Rule, ...]) -> Reply:
    if not table.has(call.ids[0]):
        return not_found()
    table.update(call.ids[0], **_other_fields(call, table))
    return Empty()


def _other_delete(call: Call, table: Table, _: tuple[Rule, ...]) -> Reply:
    return _removed(table, call.ids[0])


def _roots(call: Call) -> Reply:
    return listing(call, call.world.others["containers"], _OTHER_RULES["containers"], Clause("parent_id IS NULL"))


def _containers_within(call: Call) -> Reply:
    fixed = Clause("parent_id = ?", (call.ids[0],))
    return listing(call, call.world.others["containers"], _OTHER_RULES["containers"], fixed)


def _containers_of_media(call: Call) -> Reply:
    media, number = call.world.media, call.ids[0]
    held = tuple(numbers(media.get(number), "containers")) if media.has(number) else ()
    fixed = Clause(f"id IN ({', '.join('?' * len(held))})", held)
    return listing(call, call.world.others["containers"], _OTHER_RULES["containers"], fixed)


def _other_routes(name: str, path: str) -> dict[tuple[str, str], Handler]:
    return {
        ("GET", path): _other(name, _other_list),
        ("GET", f"{path}/count"): _other(name, _other_count),
        ("GET", f"{path}/:"): _other(name, _other_show),
        ("POST", path): _other(name, _other_create),
        ("PUT", f"{path}/:"): _other(name, _other_update),
        ("DELETE", f"{path}/:"): _other(name, _other_delete),
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "media"): _media_list,
    ("GET", "media/count"): _media_count,
    ("GET", "media/:"): _media_show,
    ("GET", "media/:/media/clips"): _clips,
    ("GET", "containers/:/media"): _media_in_container,
    ("GET", "containers/:/media/count"): _media_count,
    ("GET", "contributors"): _contributor_list,
    ("GET", "media/:/contributors"): _contributor_list,
    ("GET", "contributors/:"): _contributor_show,
    ("POST", "contributors"): _contributor_create,
    ("PUT", "contributors/:"): _contributor_update,
    ("DELETE", "contributors/:"): _contributor_delete,
    ("GET", "containers/roots"): _roots,
    ("GET", "containers/:/containers"): _containers_within,
    ("GET", "media/:/containers"): _containers_of_media,
    **_other_routes("containers", "containers"),
    **_other_routes("container_groups", "container_groups"),
    **_other_routes("people", "contributors/people"),
    **_other_routes("platforms", "platforms"),
}
