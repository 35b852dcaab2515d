"""A job like many: it writes the names of all active media to a file."""

import logging
from pathlib import Path

from synctv_async import AsyncSyncTV, SyncTV

log = logging.getLogger(__name__)


def write_names(tv: SyncTV, path: Path) -> int:
    names = [media.name for media in tv.media.list(active=True)]
    path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    log.info("%d names in %s", len(names), path)
    return len(names)


async def rename(tv: AsyncSyncTV, bundle_id: int, name: str) -> str:
    await tv.bundles.update(bundle_id, name=name)
    return (await tv.bundles.get(bundle_id)).bundle.name


def main(path: Path) -> int:
    with SyncTV() as tv:
        return write_names(tv, path)
