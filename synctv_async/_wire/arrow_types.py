"""What pyarrow is to type checkers: it comes without types of its own.

The protocols name what the objects of that name in pyarrow have and users of this package need; the objects themselves
are always pyarrow's.
"""

from collections.abc import Iterator
from importlib import import_module
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

from synctv_async.errors import ConfigError

__all__ = ["Batches", "RecordBatch", "Schema", "pyarrow"]


@runtime_checkable
class Schema(Protocol):
    """A ``pyarrow.Schema``."""

    @property
    def names(self) -> list[str]:
        """The names of the columns in their order."""
        ...

    def field(self, i: Any, /) -> Any:
        """Return the ``pyarrow.Field`` of a name or a place."""
        ...

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...


@runtime_checkable
class RecordBatch(Protocol):
    """A ``pyarrow.RecordBatch``: rows as columns, in memory."""

    @property
    def schema(self) -> Schema:
        """The names and types of the columns."""
        ...

    @property
    def num_rows(self) -> int:
        """How many rows it holds."""
        ...

    def column(self, i: Any, /) -> Any:
        """Return the ``pyarrow.Array`` of a name or a place."""
        ...

    def to_pylist(self) -> list[dict[str, Any]]:
        """Return the rows as dicts of Python values."""
        ...

    def to_pandas(self) -> Any:
        """Return a ``pandas.DataFrame``."""
        ...

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


@runtime_checkable
class Batches(Protocol):
    """A ``pyarrow.RecordBatchReader``: record batches that are made while they are read, and read once.

    Whatever takes such a reader takes this one: ``pyarrow.Table``, pandas, polars, duckdb. An error of the service
    comes out of it as itself where the reader is read in Python; duckdb, ``pyarrow.table()`` and others that read it as
    a C stream raise an error of their own that holds its text.
    """

    @property
    def schema(self) -> Schema:
        """The names and types of the columns."""
        ...

    def __iter__(self) -> Iterator[RecordBatch]: ...
    def __next__(self) -> RecordBatch: ...

    def read_next_batch(self) -> RecordBatch:
        """Return the next record batch, or raise ``StopIteration``."""
        ...

    def read_all(self) -> Any:
        """Read what is left into one ``pyarrow.Table``."""
        ...

    def read_pandas(self) -> Any:
        """Read what is left into one ``pandas.DataFrame``."""
        ...

    def close(self) -> None:
        """Let go of what the reader holds."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def pyarrow() -> Any:
    """Return the module itself, or raise a :class:`~synctv_async.ConfigError` that says how to get it."""
    try:
        return import_module("pyarrow")
    except ImportError as error:
        message = f"Arrow needs pyarrow ({error}): pip install 'synctv-async[parquet]'"
        raise ConfigError(message) from None
