"""Everything that can be seen of an error: words, notes, attributes, the variables of its traceback, its pickle."""

import pickle
import types
from collections.abc import Callable, Iterator
from os import environ
from pathlib import Path
from traceback import walk_tb

__all__ = ["Trace", "traces_of"]

Trace = tuple[str, bytes]
"""Where it was seen, and what."""

_OURS = str(Path(__file__).parents[1])
_LONGEST = 1_000_000  # characters of one variable


def traces_of(error: BaseException) -> Iterator[Trace]:
    """Yield what an error shows, and what those show that it came from. Frames of this package's tests are left out."""
    waiting: list[BaseException | None] = [error]
    seen = set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield from _words(one)
        yield from _variables(one.__traceback__)
        yield from _pickled(one)
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _words(error: BaseException) -> Iterator[Trace]:
    name = type(error).__name__
    yield f"the message of {name}", _shown(str, error)
    yield f"the repr of {name}", _shown(repr, error)
    yield f"the arguments of {name}", _shown(repr, error.args)
    for note in getattr(error, "__notes__", ()):
        yield f"a note on {name}", _shown(str, note)
    for attribute, value in getattr(error, "__dict__", {}).items():
        if attribute != "__notes__":
            yield f"attribute {attribute!r} of {name}", _shown(repr, value)


def _variables(traceback: types.TracebackType | None) -> Iterator[Trace]:
    for frame, line in walk_tb(traceback):
        code = frame.f_code
        if code.co_filename.startswith(_OURS):
            continue
        place = f"{code.co_qualname}() ({Path(code.co_filename).name}:{line})"
        for variable, value in list(frame.f_locals.items()):
            if value is not environ and not isinstance(value, types.ModuleType):
                yield f"variable {variable!r} of {place} in the traceback", _shown(repr, value)


def _pickled(error: BaseException) -> Iterator[Trace]:
    try:
        pickled = pickle.dumps(error)
    except Exception:  # noqa: BLE001 - what cannot be pickled fails in its own ways, and then shows nothing
        return
    yield f"the pickle of {type(error).__name__}", pickled


def _shown(show: Callable[[object], str], value: object) -> bytes:
    try:
        text = show(value)
    except Exception as error:  # noqa: BLE001 - any object of the user's may stand there, half made
        text = f"<{type(error).__name__}>"
    return text[:_LONGEST].encode(errors="surrogatepass")
