"""How rows stand in files: the format, the compression, and what they need installed."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import attrs

from synctv_async import ConfigError
from synctv_async.export.options import Compression, Format

__all__ = ["Layout", "import_pyarrow"]

_SUFFIXES = {None: "", "gzip": ".gz", "zstd": ".zst"}


def import_pyarrow(module: str = "pyarrow") -> Any:
    """Return pyarrow, which is without types and takes a while to import."""
    return import_module(module)


@attrs.frozen
class Layout:
    """The form of the parts of a folder; ``record`` is the class of their rows."""

    format: Format
    compression: Compression | None
    record: type

    @property
    def suffix(self) -> str:
        """How the names of the parts end."""
        return ".parquet" if self.format == "parquet" else f".ndjson{_SUFFIXES[self.compression]}"

    def check_installed(self) -> None:
        """Raise a :class:`~synctv_async.ConfigError` where the extra that it takes is missing."""
        if (self.format == "parquet" or self.compression == "zstd") and find_spec("pyarrow") is None:
            what = "format='parquet'" if self.format == "parquet" else "compression='zstd'"
            message = f"export(): {what} needs pyarrow: pip install 'synctv-async[parquet]'"
            raise ConfigError(message)
