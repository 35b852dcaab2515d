"""What all records share.

Records are frozen and have slots. Every field but ``id`` defaults to ``UNSET``: the answer may have left it out.
"""

from typing import Any

import attrs

from synctv_async._types import UNSET

__all__ = ["extra", "tree"]


def extra() -> Any:
    """Make the field that keeps what the documents do not name. Mappings compare and do not hash."""
    return attrs.field(factory=dict[str, Any], hash=False)


def tree() -> Any:
    """Make a field for mappings or other nested values; it takes part in comparison and not in the hash."""
    return attrs.field(default=UNSET, hash=False)
