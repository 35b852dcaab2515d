"""Every record that any logger passes to handlers, from DEBUG on."""

import logging
from traceback import format_exception
from types import TracebackType
from typing import Self

from synctv_async.testing.leaks.traces import Trace

__all__ = ["LogWatch"]

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class LogWatch:
    """While it is open, keeps what is logged, and lets every logger say what it has to say at DEBUG.

    It looks where all handlers hang, of whatever logger: filters of loggers have been applied, those of handlers have
    not, for a service like Sentry looks there too.
    """

    def __init__(self, ignored_thread: str) -> None:
        self._ignored_thread = ignored_thread
        self._traces: list[Trace] = []
        self._levels: list[tuple[logging.Logger, int]] = []

    def __enter__(self) -> Self:
        self._call_handlers = call_handlers = logging.Logger.callHandlers
        traces, ignored = self._traces, self._ignored_thread

        def keep(logger: logging.Logger, record: logging.LogRecord) -> None:
            is_own = record.threadName == ignored  # the sandbox's server, which is silent at its usual level
            if not is_own:
                traces.append(_trace(record))  # at once: what it speaks of may change
            if not is_own or record.levelno >= logging.WARNING:
                call_handlers(logger, record)

        setattr(logging.Logger, "callHandlers", keep)  # noqa: B010 - no checker likes it better
        self._disabled = logging.root.manager.disable
        logging.disable(logging.NOTSET)
        found = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
        for logger in (logging.root, *found):
            if logger.level > logging.DEBUG:
                self._levels.append((logger, logger.level))
                logger.setLevel(logging.DEBUG)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        setattr(logging.Logger, "callHandlers", self._call_handlers)  # noqa: B010
        logging.disable(self._disabled)
        for logger, level in self._levels:
            logger.setLevel(level)

    def traces(self) -> list[Trace]:
        """Return what was logged."""
        return list(self._traces)


def _trace(record: logging.LogRecord) -> Trace:
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # words and values that do not fit: logging prints both, and so does this
        message = str(record.msg)
    parts = [message, repr(record.args), record.exc_text or "", record.stack_info or ""]
    if record.exc_info:
        parts += format_exception(*record.exc_info)
    parts += [f"{name}={value!r}" for name, value in vars(record).items() if name not in _STANDARD]
    where = f"the log of {record.name!r} ({record.filename}:{record.lineno})"
    return where, "\n".join(parts).encode(errors="surrogatepass")
