"""The examples of the admin API's document on contributors."""

from typing import Final

from synctv_async.sandbox.documents.example import Example

__all__ = ["EXAMPLES"]

_DOCUMENT: Final = "Contributors"
_API: Final = "https://service_name.synctv.com/api/v2"
_WHO: Final = "access_id=1234&signature=674aaff974348eb1a1bdd72dce75053d"
_UPDATE: Final = "contributor[media_id]=65&contributor[role_id]=1&contributor[person_id]=3"

EXAMPLES: Final = (
    Example(
        key="contributor_list",
        document=_DOCUMENT,
        action="[GET] /api/v2/contributors.[xml|json]",
        method="GET",
        url=f"{_API}/contributors.xml?{_WHO}",
        printed="contributor_list.xml",
        rows=tuple(
            ("contributors", {"media_id": number, "person": f"person name {number + 6}", "role": f"role {number + 6}"})
            for number in (1, 2, 3)
        ),
    ),
    Example(
        key="contributor_get",
        document=_DOCUMENT,
        action="[GET] /api/v2/contributors/:id.[xml|json]",
        method="GET",
        url=f"{_API}/contributors/9.xml?{_WHO}",
        printed="contributor_get.xml",
        rows=(("contributors", {"id": 9, "media_id": 1, "person": "person name 10", "role": "role 10"}),),
        answer_changes=(("<id>1</id>", "<id>9</id>"),),
        note="The example asks for contributor 9 and prints contributor 1.",
    ),
    Example(
        key="contributor_create",
        document=_DOCUMENT,
        action="[POST] /api/v2/contributors.[xml|json]",
        method="POST",
        url=(
            f"{_API}/contributors.xml?contributor[media_id]=100&contributor[role_id]=1&contributor[person_id]=1&{_WHO}"
        ),
        printed="contributor_create.xml",
        rows=(("media", {"id": 100}), ("people", {"id": 1, "name": "person name 11"})),
        answer_changes=(("<media_id>1<", "<media_id>100<"), ("role 11", "Actor")),
        note="The example's answer shows another medium than was sent; the name of role 1 is the sandbox's own.",
    ),
    Example(
        key="contributor_update",
        document=_DOCUMENT,
        action="[PUT] /api/v2/contributors/:id.[xml|json]",
        method="PUT",
        url=f"{_API}/contributors/5.xml?{_UPDATE}&{_WHO}",
        rows=(("media", {"id": 65}), ("people", {"id": 3, "name": "person name 3"}), ("contributors", {"id": 5})),
        note="Success has no content.",
    ),
    Example(
        key="contributor_update_error",
        document=_DOCUMENT,
        action="[PUT] /api/v2/contributors/:id.[xml|json]",
        method="PUT",
        url=f"{_API}/contributors/5.xml?{_UPDATE}&{_WHO}",
        status=400,
        printed="contributor_update_error.xml",
        rows=(("media", {"id": 65}),),
    ),
    Example(
        key="contributor_delete",
        document=_DOCUMENT,
        action="[DELETE] /api/v2/contributors/:id.[xml|json]",
        method="DELETE",
        url=f"{_API}/contributors/100.xml?{_WHO}",
        rows=(("contributors", {"id": 100}),),
        note="Success has no content.",
    ),
    Example(
        key="contributor_delete_error",
        document=_DOCUMENT,
        action="[DELETE] /api/v2/contributors/:id.[xml|json]",
        method="DELETE",
        url=f"{_API}/contributors/100.xml?{_WHO}",
        status=400,
        printed="record_not_found.xml",
    ),
)
