"""The examples of the admin API's document on bundles."""

from typing import Final

from synctv_async.sandbox.documents.example import Example, Rows
from synctv_async.sandbox.types import Given

__all__ = ["EXAMPLES"]

_DOCUMENT: Final = "Bundles"
_API: Final = "https://service_name.synctv.com/api/v2"
_FIELDS: Final = "bundle[media_ids][]=1&bundle[media_ids][]=2&media[ownership_policy_ids]=3"
_WHO: Final = "access_id=1234&signature=674aaff974348eb1a1bdd72dce75053d"
_NO_ACCESS: Final = "The example prints no access; it is signed by access 1234."


def _bundle(number: int, name: int, stamp: str, **fields: Given) -> Rows:
    kind = {"id": fields.pop("kind", number), "name": f"BundleType-{name}"}
    times = {"created_at": stamp, "updated_at": stamp}
    return (("bundles", {"id": number, "name": f"Bundle-{name}", "bundle_type": kind, **times, **fields}),)


EXAMPLES: Final = (
    Example(
        key="bundle_list",
        document=_DOCUMENT,
        action="[GET] /api/v2/bundles.[xml|json]",
        method="GET",
        url=f"{_API}/bundles.xml",
        printed="bundle_list.xml",
        rows=(*_bundle(1, 3, "2014-05-01T21:28:57Z"), *_bundle(2, 4, "2014-05-01T21:28:57Z")),
        note=_NO_ACCESS,
    ),
    Example(
        key="bundle_get",
        document=_DOCUMENT,
        action="[GET] /api/v2/bundles/:id.[xml|json]",
        method="GET",
        url=f"{_API}/bundles/1.xml",
        printed="bundle_get.xml",
        rows=_bundle(1, 5, "2014-05-01T21:28:57Z", linked_media=[1, 2], linked_policies=[1, 2]),
        note=_NO_ACCESS,
    ),
    Example(
        key="bundle_create",
        document=_DOCUMENT,
        action="[POST] /api/v2/bundles.[xml|json]",
        method="POST",
        url=f"{_API}/bundles.xml?bundle[name]=Bundee&{_FIELDS}&{_WHO}",
        printed="bundle_create.xml",
        rows=(("media", {"id": 1}), ("media", {"id": 2})),
        at="2014-05-01T21:28:58Z",
        switches={"inner_ids": "empty"},
        url_changes=(("&access_id", "&bundle[bundle_type_id]=1&access_id"),),
        answer_changes=(("Bundle-6", "Bundee"), ("BundleType-6", "BundleType-1")),
        note=(
            "The required bundle[bundle_type_id] is missing in the example. Its answer has another name than was sent, "
            "and shows none of the media: that is the switch inner_ids. media[ownership_policy_ids] is sent as it is."
        ),
    ),
    Example(
        key="bundle_update",
        document=_DOCUMENT,
        action="[PUT] /api/v2/bundles/1.[xml|json]",
        method="PUT",
        url=f"{_API}/bundles/100.xml?bundle[name]=Specials&{_FIELDS}&{_WHO}",
        printed="bundle_update.xml",
        rows=(("media", {"id": 1}), ("media", {"id": 2}), *_bundle(100, 7, "2014-05-01T21:28:59Z", kind=1)),
        at="2014-05-01T21:28:59Z",
        switches={"inner_ids": "empty"},
        answer_changes=(("<id>1</id>", "<id>100</id>"), ("Bundle-7", "Specials")),
        note=(
            "The answer to an update of bundle 100 shows bundle 1 under another name than was sent, and none of the "
            "media: that is the switch inner_ids."
        ),
    ),
    Example(
        key="bundle_update_error",
        document=_DOCUMENT,
        action="[PUT] /api/v2/bundles/1.[xml|json]",
        method="PUT",
        url=f"{_API}/bundles/100.xml?bundle[name]=Specials&{_FIELDS}&{_WHO}",
        status=400,
        printed="record_not_found.xml",
    ),
    Example(
        key="bundle_delete",
        document=_DOCUMENT,
        action="[DELETE] /api/v2/bundles/:id.[xml|json]",
        method="DELETE",
        url=f"{_API}/bundles/100.xml",
        rows=_bundle(100, 7, "2014-05-01T21:28:59Z"),
        note=f"{_NO_ACCESS} No body is printed for success.",
    ),
    Example(
        key="bundle_delete_error",
        document=_DOCUMENT,
        action="[DELETE] /api/v2/bundles/:id.[xml|json]",
        method="DELETE",
        url=f"{_API}/bundles/100.xml",
        status=400,
        printed="record_not_found.xml",
        note=_NO_ACCESS,
    ),
    Example(
        key="bundle_count",
        document=_DOCUMENT,
        action="[GET] /api/v2/bundles/count.[xml|json]",
        method="GET",
        url=f"{_API}/bundles/count.xml",
        printed="bundle_count.xml",
        rows=tuple(("bundles", {"id": number}) for number in range(1, 26)),
        note=_NO_ACCESS,
    ),
)
