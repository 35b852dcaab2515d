"""SyncTV's bundles and ingest videos. Each function answers one documented action."""

from typing import Final

from synctv_async.sandbox.data.ingest import ACTIONS
from synctv_async.sandbox.data.schema import numbers as held
from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.synctv.calls import (
    STATE,
    Call,
    Handler,
    Optional,
    listing,
    matching,
    missing,
    not_found,
    numbers,
)
from synctv_async.sandbox.synctv.filters import BUNDLE_COUNT, BUNDLE_COUNT_VERBATIM, BUNDLE_LIST, INGEST, WRITTEN_STATUS
from synctv_async.sandbox.synctv.handlers import objects, shown, within
from synctv_async.sandbox.synctv.wire import Count, Empty, Failure, Reply, Show
from synctv_async.sandbox.types import Clause, Params, Record
from synctv_async.sandbox.world import World

__all__ = ["ROUTES"]

_BUNDLE_OPTIONAL: Final[Optional] = {
    "ownership_policies": lambda world, number: [
        {"id": policy, "name": f"OwnershipPolicy-{policy}"}
        for policy in held(world.bundles.get(number), "linked_policies")
    ],
    "ownership_ids": lambda _, number: [number * 10],
    "medias": lambda world, number: objects(world.media, held(world.bundles.get(number), "linked_media")),
    "container_ids": lambda world, number: [*_containers(world, number)],
}


def _containers(world: World, number: int) -> list[int]:
    media = [item for item in held(world.bundles.get(number), "linked_media") if world.media.has(item)]
    return sorted({box for item in media for box in held(world.media.get(item), "containers")})


def _bundle_scope(call: Call) -> list[Clause]:
    fixed = [within("bundles", "media", number) for number in call.ids]
    way = call.world.settings.deleted_bundles
    if way == "gone" or (way == "kept" and not read.text(call.params, "status")):
        fixed.append(Clause("status != -1"))
    return fixed


def _bundle_list(call: Call) -> Reply:
    return listing(
        call,
        call.world.bundles,
        BUNDLE_LIST,
        *_bundle_scope(call),
        paged=call.world.settings.bundles_paged,
        optional=_BUNDLE_OPTIONAL,
    )


def _bundle_count(call: Call) -> Reply:
    rules = BUNDLE_COUNT if call.world.settings.bundle_status == "translated" else BUNDLE_COUNT_VERBATIM
    return Count(call.world.bundles.count(matching(call, rules, *_bundle_scope(call))), listed=True)


def _bundle_show(call: Call) -> Reply:
    bundles, number = call.world.bundles, call.ids[-1]
    if not bundles.has(number):
        return not_found()
    row = bundles.get(number)
    if row["status"] == -1 and call.world.settings.deleted_bundles == "gone":
        return not_found()
    if len(call.ids) > 1 and call.ids[0] not in held(row, "linked_media"):
        return not_found()
    siblings: Record = {
        "ownership_policy_ids": [*held(row, "linked_policies")],
        "media_ids": [*held(row, "linked_media")],
    }
    return Show("bundle", bundles.bodies([number])[0], siblings)


def _bundle_fields(call: Call) -> Record:
    given = read.child(call.params, "bundle")
    fields: Record = {}
    for name in ("name", "begin_at", "end_at"):
        raw = read.text(given, name)
        if raw is not None:
            fields[name] = raw if name == "name" else (read.moment(raw) if raw else None)
    kind, status = read.text(given, "bundle_type_id"), read.text(given, "status")
    if kind:
        fields["bundle_type"] = {"id": read.integer(kind), "name": f"BundleType-{read.integer(kind)}"}
    if status:
        written = read.integer(status)
        translates = call.world.settings.bundle_status == "translated"
        fields["status"] = WRITTEN_STATUS.get(written, written) if translates else written
    media = read.texts(given, "media_ids")
    # The document's own example writes media[ownership_policy_ids].
    policies = read.texts(given, "ownership_policy_ids")
    if policies is None:
        policies = read.texts(read.child(call.params, "media"), "ownership_policy_ids")
    if media is not None:
        fields["media_ids"] = numbers(media)
    if policies is not None:
        fields["ownership_policy_ids"] = numbers(policies)
    return fields


def _bundle_create(call: Call) -> Reply:
    refusal = missing(call, "bundle", "name", "bundle_type_id")
    return refusal or shown(call.world.bundles, call.world.bundles.insert(**_bundle_fields(call)))


def _bundle_is_there(call: Call) -> bool:
    bundles, number = call.world.bundles, call.ids[0]
    return bundles.has(number) and bundles.get(number)["status"] != -1


def _bundle_update(call: Call) -> Reply:
    if not _bundle_is_there(call):
        return not_found()
    call.world.bundles.update(call.ids[0], **_bundle_fields(call))
    return shown(call.world.bundles, call.ids[0])


def _bundle_delete(call: Call) -> Reply:
    if not _bundle_is_there(call):
        return not_found()
    call.world.bundles.update(call.ids[0], status=-1)
    return Empty()


def _ingest_list(call: Call) -> Reply:
    call.world.ingest_videos.settle()
    return listing(call, call.world.ingest_videos, INGEST, Clause("ingestable_id = ?", (call.ids[0],)))


def _ingest_count(call: Call) -> Reply:
    call.world.ingest_videos.settle()
    fixed = Clause("ingestable_id = ?", (call.ids[0],))
    return Count(call.world.ingest_videos.count(matching(call, INGEST, fixed)))


def _ingest_found(call: Call) -> Record | None:
    """Return the video of the path where it belongs to the media of the path."""
    medium, number = call.ids
    call.world.ingest_videos.settle()
    if not call.world.ingest_videos.has(number):
        return None
    row = call.world.ingest_videos.get(number)
    return row if row["ingestable_id"] == medium else None


def _ingest_show(call: Call) -> Reply:
    return not_found() if _ingest_found(call) is None else shown(call.world.ingest_videos, call.ids[1])


def _ingest_fields(given: Params) -> Record:
    fields: Record = {}
    for name in ("file_path", "aspect_ratio", "interlaced", "start_point", "end_point"):
        raw = read.text(given, name)
        if raw is None:
            continue
        if name == "interlaced":
            fields[name] = bool(read.flag(raw))
        elif name.endswith("_point"):
            fields[name] = read.real(raw) if raw else None
        else:
            fields[name] = raw
    for name in ("audio_languages", "subtitle_languages"):
        languages = read.texts(given, name)
        if languages is not None:
            fields[name] = [*languages]
    platforms = read.texts(given, "platform_ids")
    if platforms is not None:
        fields["platform_ids"] = numbers(platforms)
    return fields


def _ingest_create(call: Call) -> Reply:
    if not call.world.media.has(call.ids[0]):
        return not_found()
    refusal = missing(call, "ingest_video", "file_path", "audio_languages")
    if refusal:
        return refusal
    fields = _ingest_fields(read.child(call.params, "ingest_video"))
    return shown(call.world.ingest_videos, call.world.ingest_videos.insert(**{**fields, "ingestable_id": call.ids[0]}))


def _ingest_update(call: Call) -> Reply:
    row = _ingest_found(call)
    if row is None:
        return not_found()
    if row["state"] != "reset":
        return Failure(STATE, (f"Ingest video is {row['state']}; update is only allowed in the reset state",))
    call.world.ingest_videos.update(call.ids[1], **_ingest_fields(read.child(call.params, "ingest_video")))
    return Empty()


def _ingest_action(action: str) -> Handler:
    def handler(call: Call) -> Reply:
        if _ingest_found(call) is None:
            return not_found()
        refused = call.world.ingest_videos.act(call.ids[1], action)
        if refused is None:
            return Empty()
        wanted = " or ".join(ACTIONS[action][0])
        return Failure(STATE, (f"Ingest video is {refused}; {action} is only allowed when it is {wanted}",))

    return handler


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "bundles"): _bundle_list,
    ("GET", "bundles/count"): _bundle_count,
    ("GET", "bundles/:"): _bundle_show,
    ("POST", "bundles"): _bundle_create,
    ("PUT", "bundles/:"): _bundle_update,
    ("DELETE", "bundles/:"): _bundle_delete,
    ("GET", "media/:/bundles"): _bundle_list,
    ("GET", "media/:/bundles/count"): _bundle_count,
    ("GET", "media/:/bundles/:"): _bundle_show,
    ("GET", "media/:/ingest_videos"): _ingest_list,
    ("GET", "media/:/ingest_videos/count"): _ingest_count,
    ("GET", "media/:/ingest_videos/:"): _ingest_show,
    ("POST", "media/:/ingest_videos"): _ingest_create,
    ("PUT", "media/:/ingest_videos/:"): _ingest_update,
    **{("PUT", f"media/:/ingest_videos/:/{action}"): _ingest_action(action) for action in ACTIONS},
}
