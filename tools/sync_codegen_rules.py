"""The words of the sync mirror: what is renamed, what is dropped, what is refused, and how free text is turned."""

from __future__ import annotations

import re
from typing import Final

PACKAGE: Final = "synctv_async"

# Beyond the rule ``AsyncX`` -> ``X``. Both names of a hand-written twin must exist where they are imported from.
NAMES: Final[dict[str, str]] = {
    # this project's own twins and folders
    "_async": "_sync",
    "acall": "call",
    "aread_batches": "read_batches",
    "ashielded": "shielded",
    "asleep": "sleep",
    "athread": "thread",
    # the language
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "StopAsyncIteration": "StopIteration",
    "aiter": "iter",
    "anext": "next",
    "asend": "send",
    "athrow": "throw",
    # contextlib
    "AbstractAsyncContextManager": "AbstractContextManager",
    "aclosing": "closing",
    "asynccontextmanager": "contextmanager",
    "enter_async_context": "enter_context",
    "push_async_callback": "callback",
    "push_async_exit": "push",
    # httpx
    "AsyncByteStream": "SyncByteStream",
    "aclose": "close",
    "aiter_bytes": "iter_bytes",
    "aiter_lines": "iter_lines",
    "aiter_raw": "iter_raw",
    "aiter_text": "iter_text",
    "aread": "read",
    "handle_async_request": "handle_request",
    # pytest and mocks
    "assert_any_await": "assert_any_call",
    "assert_awaited": "assert_called",
    "assert_awaited_once": "assert_called_once",
    "assert_awaited_once_with": "assert_called_once_with",
    "assert_awaited_with": "assert_called_with",
    "assert_has_awaits": "assert_has_calls",
    "assert_not_awaited": "assert_not_called",
    "await_args": "call_args",
    "await_args_list": "call_args_list",
    "await_count": "call_count",
    "pytest_asyncio": "pytest",
}

# English words among the names: in free text they are renamed only where they stand as code.
ENGLISH: Final = frozenset({"asleep"})

# ``Awaitable[T]`` and ``Coroutine[Any, Any, T]`` become ``T``: generic -> number of its arguments; the last one stays.
UNWRAPPED: Final[dict[str, int]] = {"Awaitable": 1, "Coroutine": 3}

# ``AsyncGenerator[Y, S]`` has no return type, ``Generator[Y, S, R]`` has one: filled up with ``None``.
PADDED: Final[dict[str, tuple[str, int]]] = {"AsyncGenerator": ("Generator", 3)}

# Marks that choose an event loop mean nothing in the mirror; ``async_only`` leaves the marked thing out of it.
DROPPED_MARKS: Final = frozenset({"anyio", "asyncio", "trio"})
ASYNC_ONLY: Final = "async_only"
LOOP_ARGUMENTS: Final = frozenset({"loop_scope"})

# What no line of the mirror may hold: words that contain these, and these words.
REFUSED: Final = re.compile(r"\w*(?:async|await|coroutine)\w*|\b(?:aio\w*|anyio|trio)\b", re.IGNORECASE)
EXEMPT: Final = re.compile(r"synctv[-_]async(?!\w)")  # the package's and the distribution's own name

_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_PREFIX: Final = re.compile(r"(_*)Async([A-Z]\w*)")
_ARTICLE: Final = re.compile(r"\b([Aa])n(\s+`*_*)Async(?=[B-DF-HJ-NP-TV-Z])")
_ESCAPE: Final = re.compile(r"(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|.))", re.DOTALL)
_KEYWORD: Final = re.compile(r"\basync[ \t]+(?=(?:with|for|def)\b)")
_AWAIT: Final = re.compile(r"\bawait[ \t]+(?=[A-Za-z_(])")
_GENERIC: Final = re.compile(rf"(\b[A-Za-z_][\w.]*\.)?\b({'|'.join([*UNWRAPPED, *PADDED])})\[")
_NOQA: Final = re.compile(
    r"#\s*(?P<tool>(?:ruff:\s*)?noqa:)\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)(?P<reason>[^#]*)"
)

# ``await`` is code, not prose, if what stands before and after it on its line could stand there in a program.
_STARTS_LINE: Final = re.compile(r"(?:^|[#`'\"]|>>>|\.\.\.)[ \t]*$")
_CODE_BEFORE: Final = re.compile(
    r"(?:[=(\[{,:;+\-*/%<>|&]|\b(?:return|yield|in|is|and|or|not|if|elif|else|while|assert))[ \t]*$"
)
_OPERAND: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_CODE_AFTER: Final = re.compile(
    rf"\(|{_OPERAND}(?:[ \t]*(?:$|[(\[\])}},:;`'\"])|[ \t]+(?:[=+\-*/%<>|&^!#]|(?:if|else|for|and|or|in|is|not|as)\b))"
)
_STATEMENT_AFTER: Final = re.compile(rf"\(|{_OPERAND}[ \t]*(?:$|[(\[`'\"#])")


def rename(name: str) -> str:
    """Return the sync name of one identifier."""
    if name in NAMES:
        return NAMES[name]
    return _PREFIX.sub(r"\1\2", name) if _PREFIX.fullmatch(name) else name


def rewrite_string(literal: str) -> str:
    """Turn the text of a string literal; an escape sequence is not part of the word after it."""
    return "".join(part if index % 2 else rewrite_text(part) for index, part in enumerate(_ESCAPE.split(literal)))


def rewrite_comment(comment: str) -> str:
    """Turn a comment; the linter's codes about async code go, and with them a comment that held nothing else."""
    return rewrite_text(_NOQA.sub(_without_async_codes, comment)).rstrip()


def rewrite_text(text: str) -> str:
    """Turn code inside free text: generics, ``await``, ``async with`` and names; prose stays as it is."""
    turned = _ARTICLE.sub(r"\1\2Async", _unwrap_generics(text))
    turned = "\n".join(_remove_awaits(line) for line in turned.split("\n"))
    turned = _KEYWORD.sub("", turned)
    return _WORD.sub(_rename_in_text, turned)


def refused_words(text: str) -> list[tuple[int, str]]:
    """Return the line, from 1, and the word of everything in the text that still speaks of async."""
    return [
        (number, match.group())
        for number, line in enumerate(text.split("\n"), 1)
        for match in REFUSED.finditer(EXEMPT.sub(" ", line))
    ]


def _rename_in_text(match: re.Match[str]) -> str:
    word = match.group()
    if word in ENGLISH:
        before, after = match.string[: match.start()], match.string[match.end() :]
        if not (after.startswith("(") or (before[-1:], after[:1]) in {("`", "`"), ('"', '"'), ("'", "'")}):
            return word
    return rename(word)


def _without_async_codes(match: re.Match[str]) -> str:
    codes = re.findall(r"[A-Z]+[0-9]+", match["codes"])
    kept = [code for code in codes if not code.startswith("ASYNC")]
    if len(kept) == len(codes):
        return match.group()
    return f"# {match['tool']} {', '.join(kept)}{match['reason']}" if kept else ""


def _remove_awaits(line: str) -> str:
    # Each removal can make the next ``await`` follow code: ``await (await x)``.
    position = 0
    while match := _AWAIT.search(line, position):
        before, after = line[: match.start()], line[match.end() :]
        statement = _STARTS_LINE.search(before) and _STATEMENT_AFTER.match(after)
        if statement or (_CODE_BEFORE.search(before) and _CODE_AFTER.match(after)):
            line, position = before + after, match.start()
        else:
            position = match.end()
    return line


def _unwrap_generics(text: str) -> str:
    position = 0
    while match := _GENERIC.search(text, position):
        position = match.end()
        arguments, end = _arguments(text, position)
        replacement = _generic(match[1] or "", match[2], arguments)
        if replacement is not None:
            text, position = text[: match.start()] + replacement + text[end:], match.start()
    return text


def _generic(module: str, name: str, arguments: list[str]) -> str | None:
    if name in PADDED:
        renamed, arity = PADDED[name]
        missing = arity - len(arguments)
        return (
            f"{module}{renamed}[{', '.join([*arguments, *['None'] * missing])}]" if arguments and missing > 0 else None
        )
    return arguments[-1] if len(arguments) == UNWRAPPED[name] else None


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """Split what follows an opening bracket at its outer commas; no arguments if the bracket is never closed."""
    depth, begin, arguments = 1, start, list[str]()
    for index in range(start, len(text)):
        character = text[index]
        depth += (character in "[(") - (character in "])")
        if depth == 0 or (depth == 1 and character == ","):
            arguments.append(text[begin:index].strip())
            begin = index + 1
        if depth == 0:
            return [argument for argument in arguments if argument], index + 1
    return [], start
