"""The two facades are one: the same names, parameters and words; and the examples of their docstrings run."""

import ast
import asyncio
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import synctv_async
from synctv_async import AsyncPager, AsyncSourceSync, AsyncStream, AsyncSyncTV, Pager, SourceSync, Stream, SyncTV
from synctv_async.sandbox import Sandbox

pytestmark = pytest.mark.async_only

WORDS = {"aclose": "close", "__aenter__": "__enter__", "__aexit__": "__exit__", "__aiter__": "__iter__"}


def public(kind: type) -> dict[str, Any]:
    return {
        name: inspect.getattr_static(kind, name)
        for name in dir(kind)
        if not name.startswith("_") or name in {"__init__", *WORDS, *WORDS.values()}
    }


def annotations_of(signature: inspect.Signature) -> str:
    text = str(signature)
    text = re.sub(r"\b_async\b", "_sync", text).replace("synctv_async._wire.arrow_types.", "synctv_async.arrow.")
    text = re.sub(r"(?:collections\.abc\.|typing\.)?Awaitable\[(.*?)\]", r"\1", text)
    return re.sub(r"\bAsync(?=[A-Z])", "", text)


def twins() -> Iterator[tuple[type, type]]:
    yield AsyncSyncTV, SyncTV
    yield AsyncSourceSync, SourceSync
    yield AsyncPager, Pager
    yield AsyncStream, Stream
    tv = AsyncSyncTV("https://a.example", access_id=1, access_secret="x")
    same = SyncTV("https://a.example", access_id=1, access_secret="x")
    for name in ("media", "bundles", "contributors", "ingest_videos"):
        yield type(getattr(tv, name)), type(getattr(same, name))
    yield type(tv.resource("a", item="b")), type(same.resource("a", item="b"))
    ss, other = AsyncSourceSync("app.v1.x"), SourceSync("app.v1.x")
    for name in ("productions", "distributions", "activations"):
        yield type(getattr(ss, name)), type(getattr(other, name))


TWINS = list(twins())
both = pytest.mark.parametrize(("ours", "theirs"), TWINS, ids=[ours.__name__ for ours, _ in TWINS])


@both
def test_every_public_signature_is_the_same(ours: type, theirs: type) -> None:
    assert ours.__name__ == f"Async{theirs.__name__}"
    here, there = public(ours), public(theirs)
    assert sorted(WORDS.get(name, name) for name in here) == sorted(there)
    compared = 0
    for name, member in here.items():
        twin = there[WORDS.get(name, name)]
        function, other = (getattr(item, "__func__", item) for item in (member, twin))
        if not inspect.isfunction(function):
            continue
        compared += 1
        assert annotations_of(inspect.signature(function)) == annotations_of(inspect.signature(other)), name
        assert not inspect.iscoroutinefunction(other), name
        assert bool(function.__doc__) == bool(other.__doc__), name
    assert compared >= 4


@both
def test_every_public_method_says_what_it_does(ours: type, theirs: type) -> None:
    for kind in (ours, theirs):
        for name, member in public(kind).items():
            if name.startswith("__") or not callable(getattr(member, "__func__", member)):
                continue
            assert inspect.getdoc(getattr(kind, name)), name


def test_every_public_name_has_its_twin() -> None:
    names = [name for name in synctv_async.__all__ if name.startswith("Async")]
    assert names == ["AsyncPager", "AsyncSourceSync", "AsyncStream", "AsyncSyncTV"]
    assert all(name.removeprefix("Async") in synctv_async.__all__ for name in names)
    assert all(hasattr(synctv_async, name) for name in synctv_async.__all__)
    assert synctv_async.__all__ == sorted(synctv_async.__all__, key=lambda name: (not name.isupper(), name)) or sorted(
        synctv_async.__all__
    ) == sorted(set(synctv_async.__all__))


def modules(kind: type) -> ModuleType:
    found = inspect.getmodule(kind)
    assert found is not None
    return found


def examples() -> Iterator[tuple[str, str, bool]]:
    for pair in TWINS:
        for kind in pair:
            documented = [(kind.__name__, kind), *((f"{kind.__name__}.{n}", getattr(kind, n)) for n in public(kind))]
            for name, thing in documented:
                text = inspect.getdoc(thing) or ""
                _, found, code = text.partition("Example::\n")
                if found and (inspect.getmodule(thing) or modules(kind)).__name__.startswith("synctv_async"):
                    yield name, textwrap.dedent(code).strip(), kind is pair[0]


EXAMPLES = list(examples())


def test_there_are_examples_in_both_facades() -> None:
    assert sum(is_async for _, _, is_async in EXAMPLES) == sum(not is_async for _, _, is_async in EXAMPLES) >= 8


def redirected(code: str, box: Sandbox) -> str:
    """Let an example's own clients meet the sandbox."""
    code = re.sub(r'"https://[^"]*"', repr(box.url), code)
    code = code.replace('client_key="..."', f"client_key={box.client_key!r}")
    code = code.replace('access_secret="..."', f"access_secret={box.access_secret!r}")
    return code.replace('"app.v1.…"', f"{box.api_key!r}, base_url={box.url!r}")


@pytest.mark.parametrize(("name", "code", "is_async"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_the_examples_of_the_docstrings_run(box: Sandbox, name: str, code: str, *, is_async: bool) -> None:
    names: dict[str, Any] = {key: getattr(synctv_async, key) for key in synctv_async.__all__}
    names |= {"print": lambda *_: None, "store": lambda *_: None, "saved": None}
    body = redirected(code, box)
    keywords = "async " if is_async else ""
    clients = (
        f"{keywords}with {'Async' if is_async else ''}SyncTV({box.url!r}, access_id={box.access_id}, "
        f"access_secret={box.access_secret!r}) as tv, "
        f"{'Async' if is_async else ''}SourceSync({box.api_key!r}, base_url={box.url!r}) as ss:"
    )
    program = f"{keywords}def main():\n  {clients}\n" + textwrap.indent(f"saved = None\n{body}", "    ")
    compiled = compile(ast.parse(program), name, "exec")
    exec(compiled, names)  # noqa: S102 - the package's own examples
    result = names["main"]()
    if is_async:
        asyncio.run(result)
    assert all(request.status in (200, None) for request in box.requests)
