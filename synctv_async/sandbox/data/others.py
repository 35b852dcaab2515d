"""Resources beyond the four documents, so that generic access has something to meet. Shapes from the public pages."""

from synctv_async.sandbox.data import catalogue
from synctv_async.sandbox.data.schema import Schema, numbers
from synctv_async.sandbox.types import Record

__all__ = ["OTHERS", "other_rows"]

_CONTAINERS = Schema(
    name="containers",
    plural="containers",
    item="container",
    # The item of the tutorial on browsing containers.
    defaults={
        "id": 0,
        "name": "Container",
        "description": "",
        "parent_id": None,
        "order_number": None,
        "active": True,
        "leaf": True,
        "container_type": {"id": 1, "name": "WhatsOn"},
        "meta_data": {},
        "created_at": None,
        "updated_at": None,
        "images": [],
        "external_id": None,
        "published_at": "1930-01-01T00:00:00Z",
    },
    columns={
        **dict.fromkeys(("parent_id", "order_number", "active"), "INTEGER"),
        **dict.fromkeys(("name", "created_at", "published_at"), "TEXT"),
    },
    hashes=("meta_data",),
    sorts={name: name for name in ("id", "name", "order_number", "created_at", "published_at")},
)
# A list whose wrapper has the name of its items: <container_group><container_group>…
_CONTAINER_GROUPS = Schema(
    name="container_groups",
    plural="container_group",
    item="container_group",
    defaults={"id": 0, "container_ids": []},
    tags={"container": lambda record: numbers(record, "container_ids")},
)
_PEOPLE = Schema(
    name="people",
    plural="people",
    item="person",
    defaults={
        "id": 0,
        "name": "person name 1",
        "website_url": None,
        "date_of_birth": None,
        "biography": None,
        "created_at": None,
        "updated_at": None,
    },
    columns={"name": "TEXT", "folded": "TEXT"},
    derived={"folded": lambda record: str(record["name"]).casefold()},
)
_PLATFORMS = Schema(
    name="platforms",
    plural="platforms",
    item="platform",
    defaults={
        "id": 0,
        "name": "Platform",
        "status": 1,
        "version": "1.0",
        "allow_clear_content": None,
        "client_ids": [],
        "uid": None,
        "platform_type": None,
        "cap": False,
    },
    columns={"name": "TEXT", "status": "INTEGER"},
)
OTHERS = (_CONTAINERS, _CONTAINER_GROUPS, _PEOPLE, _PLATFORMS)


def other_rows(containers: int) -> dict[str, list[Record]]:
    """Return the first records of each of these resources."""
    born = catalogue.stamp(1_343_959_855)
    roots = max(1, containers // 5)
    return {
        "containers": [
            {
                "id": number,
                "name": f"Container {number}",
                "description": str(number),
                "parent_id": None if number <= roots else 1 + number % roots,
                "order_number": number,
                "active": number % 4 != 0,
                "leaf": number > roots,
                "meta_data": {"rubric": "drama"} if number % 3 == 0 else {},
                "created_at": born,
                "updated_at": born,
                "external_id": str(number),
            }
            for number in range(1, containers + 1)
        ],
        "container_groups": [
            {"id": number, "container_ids": [*range(1, number + 1)]} for number in range(1, 1 + min(3, containers))
        ],
        "people": [
            {"id": number, "name": name, "created_at": born, "updated_at": born}
            for number, name in enumerate(catalogue.people(), start=1)
        ],
        "platforms": [
            {
                "id": number,
                "name": name,
                "uid": name.lower(),
                "client_ids": [number],
                "platform_type": {"id": (number + 1) // 2, "name": ("Web", "Web", "Console", "Console")[number - 1]},
            }
            for number, name in enumerate(("Web", "Phone", "Xbox", "Roku"), start=1)
        ],
    }
