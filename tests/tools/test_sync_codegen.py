"""The generator of the sync mirror: every rule on a snippet, every reason for which a check must fail."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import sync_codegen
from sync_codegen import HEADER, RefusedError, check, generate, label, main, write
from sync_codegen_rules import NAMES, refused_words, rename, rewrite_comment, rewrite_string, rewrite_text
from sync_codegen_tree import transform

TOOL = Path(sync_codegen.__file__)


def turn(text: str, name: str = "module.py") -> str:
    """Return the sync text of a snippet, not yet formatted."""
    turned = transform(dedent(text).strip() + "\n", name)
    assert turned is not None
    ast.parse(turned)
    return turned.strip()


def inside(body: str) -> str:
    """Return the sync text of the body of an async function."""
    turned = turn("async def f():\n" + "\n".join(f"    {line}" for line in dedent(body).strip().split("\n")))
    first, _, rest = turned.partition("\n")
    assert first == "def f():"
    return dedent(rest).strip()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a small source folder."""
    folder = tmp_path / "_async"
    (folder / "deep").mkdir(parents=True)
    (folder / "__init__.py").write_text('"""The engine."""\n')
    (folder / "one.py").write_text("async def one() -> int:\n    return 1\n\n\nasync def two() -> int:\n    return 2\n")
    (folder / "deep" / "three.py").write_text("async def three(x: int) -> int:\n    return x  # as it is\n")
    return folder


@pytest.fixture
def target(source: Path) -> Path:
    """Return the mirror of the small source folder, up to date."""
    folder = source.parent / "_sync"
    write(source, folder)
    assert check(source, folder) == []
    return folder


def refusals(tmp_path: Path, text: str) -> list[str]:
    """Return why a source is refused, as ``line: reason``."""
    folder = tmp_path / "refused"
    folder.mkdir()
    (folder / "module.py").write_text(dedent(text).lstrip())
    with pytest.raises(RefusedError) as caught:
        generate(folder)
    assert {Path(problem.path).name for problem in caught.value.problems} == {"module.py"}
    return [f"{problem.line}: {problem.reason}" for problem in caught.value.problems]


def generated(tmp_path: Path, text: str, name: str = "module.py") -> str:
    """Return the whole formatted text without its header."""
    folder = tmp_path / "_async"
    folder.mkdir()
    (folder / name).write_text(dedent(text).lstrip())
    header, _, body = generate(folder)[name].partition("\n")
    assert header == HEADER.format(source=label(folder / name))
    return body


# The keywords


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("return await x", "return x"),
        ("await x.close()", "x.close()"),
        ("y = (await x).y", "y = x.y"),
        ("y = (await x)[0] + (await z)", "y = x[0] + z"),
        ("y = (await (a or b)).y", "y = (a or b).y"),
        ("y = await (await x).y()", "y = x.y()"),
        ("print((await x), *(await y), k=(await z))", "print(x, *y, k=z)"),
        ("yield (await x)", "yield x"),
        ("y = x if await z else not await w", "y = x if z else not w"),
        ("async for x in (await y): pass", "for x in y: pass"),
        ("async with a as x, b: pass", "with a as x, b: pass"),
        ("y = [x async for x in z if await x]", "y = [x for x in z if x]"),
        ("y = {k: await v async for k, v in z for w in k}", "y = {k: v for k, v in z for w in k}"),
        ("y = (await f(x) for x in z)", "y = (f(x) for x in z)"),
        ("y = f'{await x} {(await x).y!r:>{await w}}'", "y = f'{x} {x.y!r:>{w}}'"),
        ("y = f'{[x async for x in z]}'", "y = f'{[x for x in z]}'"),
        ("y = lambda: anext(aiter(x))", "y = lambda: next(iter(x))"),
        ("async def g(): return await x", "def g(): return x"),
        ("async def g():\n    async for x in y:\n        yield x", "def g():\n    for x in y:\n        yield x"),
        ("try:\n    await x\nexcept StopAsyncIteration:\n    pass", "try:\n    x\nexcept StopIteration:\n    pass"),
    ],
)
def test_keywords_go(given: str, expected: str) -> None:
    assert inside(given) == expected


def test_parentheses_stay_where_a_line_break_or_a_comment_needs_them() -> None:
    broken = "y = (\n    await x\n    .z()\n)"
    assert inside(broken) == broken.replace("await ", "")
    commented = "y = (  # why\n    await x\n)"
    assert inside(commented) == commented.replace("await ", "")


# Names


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("AsyncSyncTV", "SyncTV"),
        ("_AsyncBase", "_Base"),
        ("__AsyncPrivate", "__Private"),
        ("synctv_async", "synctv_async"),
        ("Asynchronous", "Asynchronous"),
        ("Async", "Async"),
        ("AsyncByteStream", "SyncByteStream"),
        ("AsyncMockTransport", "MockTransport"),
        ("AsyncHTTPTransport", "HTTPTransport"),
        ("AsyncGeneratorType", "GeneratorType"),
        ("closing", "closing"),
    ],
)
def test_rename(given: str, expected: str) -> None:
    assert rename(given) == expected


def test_no_new_name_needs_renaming_or_is_refused() -> None:
    for name in NAMES.values():
        assert rename(name) == name
        assert not refused_words(name)


def test_names_are_renamed_wherever_they_stand() -> None:
    given = """
    import synctv_async._async.pager
    from synctv_async._async import AsyncPager as Pager
    from httpx import AsyncClient
    class AsyncThing(_AsyncBase, lock=AsyncLock):
        async def __aenter__(self): return await self.stack.enter_async_context(AsyncThing.make(AsyncX=1))
        async def handle_async_request(self, request): await request.aread()
    """
    expected = """
    import synctv_async._sync.pager
    from synctv_async._sync import Pager
    from httpx import Client
    class Thing(_Base, lock=Lock):
        def __enter__(self): return self.stack.enter_context(Thing.make(X=1))
        def handle_request(self, request): request.read()
    """
    assert turn(given) == dedent(expected).strip()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("from a import AsyncLock, Lock", "from a import Lock"),
        ("from a import (AsyncLock, B, Lock)", "from a import (Lock, B)"),
        ("from a import AsyncLock as L, Lock", "from a import Lock as L, Lock"),
        ("from a import AsyncLock as Lock", "from a import Lock"),
        ("import a._async, a._sync", "import a._sync"),
        ("from typing import Any, Awaitable, Coroutine", "from typing import Any"),
        ("__all__ = ['AsyncLock', 'Lock']", "__all__ = ['Lock']"),
        ("__all__: Final = ('AsyncLock', 'B', 'Lock')", "__all__: Final = ('Lock', 'B')"),
    ],
)
def test_doubles_are_dropped(given: str, expected: str) -> None:
    assert turn(given) == expected


# Types


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Awaitable[int]", "int"),
        ("collections.abc.Awaitable[int | None]", "int | None"),
        ("Callable[[int], Awaitable[T]]", "Callable[[int], T]"),
        ("Callable[..., Coroutine[Any, Any, list[Awaitable[T]]]]", "Callable[..., list[T]]"),
        ("AsyncIterator[T]", "Iterator[T]"),
        ("AsyncGenerator[T, None]", "Generator[T, None, None]"),
        ("abc.AsyncGenerator[tuple[A, B], S]", "abc.Generator[tuple[A, B], S, None]"),
        ("AsyncGenerator[T]", "Generator[T, None, None]"),
        ("AbstractAsyncContextManager[T]", "AbstractContextManager[T]"),
        ("AsyncContextManager[T]", "ContextManager[T]"),
        ("'Awaitable[T]'", "'T'"),
        ("'dict[str, AsyncGenerator[tuple[A, B], None]]'", "'dict[str, Generator[tuple[A, B], None, None]]'"),
    ],
)
def test_types(given: str, expected: str) -> None:
    assert turn(f"x: {given}") == f"x: {expected}"
    assert rewrite_text(given) == expected


def test_a_type_over_several_lines_keeps_valid() -> None:
    assert turn("X = Awaitable[\n    A\n    | B\n]") == "X = (A\n    | B)"


# Text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("async with AsyncSyncTV() as tv:", "with SyncTV() as tv:"),
        ("    item = await tv.media.get(100)  # one", "    item = tv.media.get(100)  # one"),
        (">>> await tv.aclose()", ">>> tv.close()"),
        ("rows = [x async for x in await tv.rows()]", "rows = [x for x in tv.rows()]"),
        ("async def main(): return await f(await g)", "def main(): return f(g)"),
        ("`await x`, `(await x).y` or ``await x[0]``", "`x`, `(x).y` or ``x[0]``"),
        ("call `aclose` of an AsyncSyncTV, or an `AsyncLock`", "call `close` of a SyncTV, or a `Lock`"),
        ("an AsyncIterator", "an Iterator"),
        ("the task is asleep", "the task is asleep"),
        ("`asleep` and asleep(1)", "`sleep` and sleep(1)"),
        ("we await the result", "we await the result"),
        ("they await completion.", "they await completion."),
        ("await the result", "await the result"),
        ("synctv_async._async.pager", "synctv_async._sync.pager"),
        ("tests/_async/test_x.py", "tests/_sync/test_x.py"),
    ],
)
def test_text(given: str, expected: str) -> None:
    assert rewrite_text(given) == expected


def test_strings_comments_and_docstrings_are_turned() -> None:
    given = '''
    class AsyncThing:
        """An AsyncThing:

            async with AsyncThing() as x:
                await x.aclose()
        """

        # await x.aclose() first
        name = "AsyncThing"
        text = f"an AsyncThing {name} synctv_async._async"
    '''
    expected = '''
    class Thing:
        """A Thing:

            with Thing() as x:
                x.close()
        """

        # x.close() first
        name = "Thing"
        text = f"a Thing {name} synctv_async._sync"
    '''
    assert turn(given) == dedent(expected).strip()


def test_escape_sequences_part_words() -> None:
    assert rewrite_string(r'"a\nAsyncX\tAsyncY\x41AsyncZ"') == r'"a\nX\tY\x41Z"'
    assert rewrite_string(r"r'\bAsyncX\b'") == r"r'\bX\b'"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("# noqa: ASYNC109", ""),
        ("# noqa: ASYNC109 - the deadline is ours", ""),
        ("# noqa: ASYNC109, PLR0913", "# noqa: PLR0913"),
        ("# noqa: ASYNC109  # pyright: ignore[x]", "# pyright: ignore[x]"),
        ("# ruff: noqa: ASYNC109, ARG002 - so", "# ruff: noqa: ARG002 - so"),
        ("# noqa: PLR0913 - so", "# noqa: PLR0913 - so"),
        ("# noqa", "# noqa"),
    ],
)
def test_codes_about_async_code_leave_noqa_comments(given: str, expected: str) -> None:
    assert rewrite_comment(given) == expected
    assert turn(f"async def f(timeout): ...  {given}") == f"def f(timeout): ...  {expected}".strip()


# Tests


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("@pytest.mark.asyncio\nasync def test_x(): pass", "def test_x(): pass"),
        ("@pytest.mark.trio\n@pytest.mark.slow\nasync def test_x(): pass", "@pytest.mark.slow\ndef test_x(): pass"),
        ("@pytest.mark.asyncio(loop_scope='module')\nclass TestX:\n    x = 1", "class TestX:\n    x = 1"),
        ("pytestmark = pytest.mark.asyncio\nx = 1", "x = 1"),
        ("pytestmark = [pytest.mark.asyncio, pytest.mark.trio]\nx = 1", "x = 1"),
        ("pytestmark = [pytest.mark.slow, pytest.mark.asyncio]", "pytestmark = [pytest.mark.slow]"),
        ("pytestmark = (pytest.mark.slow, pytest.mark.asyncio)", "pytestmark = (pytest.mark.slow,)"),
        ("pytestmark = pytest.mark.slow", "pytestmark = pytest.mark.slow"),
        (
            "import pytest_asyncio\n@pytest_asyncio.fixture\nasync def x(): pass",
            "import pytest\n@pytest.fixture\ndef x(): pass",
        ),
        ("@pytest_asyncio.fixture(loop_scope='module')\ndef x(): pass", "@pytest.fixture\ndef x(): pass"),
        (
            "@pytest_asyncio.fixture(name='y', loop_scope='z')\ndef x(): pass",
            "@pytest.fixture(name='y')\ndef x(): pass",
        ),
        ("x = [pytest.param(1), pytest.param(2, marks=pytest.mark.async_only)]", "x = [pytest.param(1)]"),
        ("m = AsyncMock()\nm.f.assert_awaited_once_with(1)", "m = Mock()\nm.f.assert_called_once_with(1)"),
    ],
)
def test_marks(given: str, expected: str) -> None:
    assert turn(given) == expected


def test_what_is_marked_async_only_is_left_out() -> None:
    given = """
    import pytest
    @pytest.mark.async_only
    async def test_cancelled(): await asyncio.sleep(0)
    async def test_kept(): pass
    class TestSome:
        @pytest.mark.async_only
        async def test_cancelled(self): pass
        async def test_kept(self): pass
    class TestNone:
        @pytest.mark.async_only
        async def test_cancelled(self): pass
    @pytest.mark.async_only
    class TestMarked:
        async def test_x(self): pass
    class TestMarkedInside:
        pytestmark = pytest.mark.async_only
        async def test_x(self): pass
    """
    expected = """
    import pytest
    def test_kept(): pass
    class TestSome:
        def test_kept(self): pass
    """
    assert turn(given, "test_x.py") == dedent(expected).strip()


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("test_x.py", "pytestmark = pytest.mark.async_only\ndef test_x(): pass", False),
        ("test_x.py", "pytestmark = [pytest.mark.asyncio, pytest.mark.async_only]\ndef test_x(): pass", False),
        ("test_x.py", '"""X."""\nimport a\n@pytest.mark.async_only\ndef test_x(): pass', False),
        ("test_x.py", "def common(): pass\n@pytest.mark.async_only\ndef test_x(): pass", False),
        ("common.py", "import a\n@pytest.mark.async_only\ndef x(): pass", False),
        ("conftest.py", "def common(): pass\n@pytest.mark.async_only\ndef x(): pass", True),
        ("__init__.py", "from .a import AsyncA as AsyncA", True),
        ("__init__.py", "", True),
    ],
)
def test_a_file_is_left_out_if_nothing_of_it_remains(name: str, text: str, written: bool) -> None:  # noqa: FBT001
    assert (transform(text, name) is not None) is written


# The whole text


def test_the_text_is_formatted_and_its_imports_are_right(tmp_path: Path) -> None:
    given = '''
    """A module."""
    from __future__ import annotations

    from synctv_async._concurrency import Lock, AsyncLock
    from collections.abc import Coroutine, Awaitable, Callable, AsyncIterator
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from collections.abc import Awaitable as Unused

    __all__ = ["AsyncZebra", "Lion"]

    Fn = Callable[[int], Awaitable[int] | int]


    class Lion: ...


    class AsyncZebra:
        # a comment

        async def rows(self, *, timeout: float) -> AsyncIterator[int]:  # noqa: ASYNC109
            async with AsyncLock():  # held
                yield (await self.f())


        f: Callable[[], Coroutine[Any, Any, int]]
    '''
    expected = '''
    """A module."""

    from __future__ import annotations

    from collections.abc import Callable, Iterator

    from synctv_async._concurrency import Lock

    __all__ = ["Lion", "Zebra"]

    Fn = Callable[[int], int]


    class Lion: ...


    class Zebra:
        # a comment

        def rows(self, *, timeout: float) -> Iterator[int]:
            with Lock():  # held
                yield self.f()

        f: Callable[[], int]
    '''
    assert generated(tmp_path, given) == dedent(expected).lstrip()


def test_an_import_that_only_a_left_out_test_used_goes(tmp_path: Path) -> None:
    given = """
    import asyncio

    import pytest


    @pytest.mark.async_only
    async def test_a() -> None:
        await asyncio.sleep(0)


    @pytest.mark.asyncio
    async def test_b() -> None:
        pass
    """
    assert generated(tmp_path, given, "test_x.py") == "\n\ndef test_b() -> None:\n    pass\n"


def test_the_text_does_not_depend_on_the_folder_or_on_the_environment(
    source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (source / "subprocess.py").write_text("async def f(a: int, b: int) -> int:\n    return a + b\n")  # shadows nothing
    (source / "build").mkdir()
    (source / "build" / "x.py").write_text("x = {'a':1}\n")  # a folder that ruff leaves out unless it is told not to
    before = generate(source)
    assert 'x = {"a": 1}' in before["build/x.py"]
    (tmp_path / "ruff.toml").write_text("line-length = 20\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUFF_OUTPUT_FILE", str(tmp_path / "out"))
    assert generate(source) == before


# What is refused


@pytest.mark.parametrize(
    "word",
    [
        *("async", "Async", "await", "awaits", "awaited", "awaitable", "Awaitable", "asyncio", "asynchronous"),
        *("asynchronously", "coroutine", "Coroutines", "iscoroutinefunction", "aiohttp", "aiofiles", "anyio", "trio"),
        *("async_client", "make_async", "TestAsyncClient", "__await__", "ASYNC", "synctv_asyncio", "my_async_thing"),
    ],
)
def test_refused_words(word: str) -> None:
    assert refused_words(f"x = 1\ny = {word}  # noqa") == [(2, word)]


@pytest.mark.parametrize(
    "text", ["synctv_async", "synctv-async", "from synctv_async.errors import X", "asleep", "a sync"]
)
def test_words_that_are_fine(text: str) -> None:
    assert not refused_words(text)


def test_a_refusal_names_the_line_of_the_source_and_nothing_switches_it_off(tmp_path: Path) -> None:
    given = '''
    """A module."""
    import asyncio  # noqa: F401

    from b import c
    from a import b


    async def f() -> None:
        """Be asynchronous."""
        x = b(c)
        # callers await the result
        await asyncio.sleep(x)  # noqa # type: ignore # sync: ignore
    '''
    assert refusals(tmp_path, given) == [
        "2: 'asyncio' is left in the sync text: import asyncio  # noqa: F401",
        '9: \'asynchronous\' is left in the sync text: """Be asynchronous."""',
        "11: 'await' is left in the sync text: # callers await the result",
        "12: 'asyncio' is left in the sync text: asyncio.sleep(x)  # noqa # type: ignore # sync: ignore",
    ]


def test_a_bare_awaitable_is_refused(tmp_path: Path) -> None:
    given = "from collections.abc import Awaitable\n\nX = isinstance(1, Awaitable)\n"
    assert any("Awaitable" in reason and reason.startswith("3:") for reason in refusals(tmp_path, given))


def test_two_things_that_get_one_name_are_refused(tmp_path: Path) -> None:
    given = "class X:\n    def close(self): ...\n    async def aclose(self): ...\n"
    (reason,) = refusals(tmp_path, given)
    assert reason.startswith("3: the sync text is not valid: Redefinition of unused `close`")


def test_two_parameters_that_get_one_name_are_refused(tmp_path: Path) -> None:
    (reason,) = refusals(tmp_path, "def f(aclose, close): ...\n")
    assert "duplicate" in reason


def test_a_syntax_error_is_one_line_and_writes_nothing(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "bad.py").write_text("x = 1\nasync def (:\n")
    target = tmp_path / "_sync"
    assert main(["--source", str(source), "--target", str(target)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{label(source / 'bad.py')}:2: syntax error: ")
    assert not target.exists()


def test_a_refusal_in_one_pair_leaves_the_others_unwritten(source: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "x.py").write_text("import asyncio\nasyncio.run(1)\n")
    good, other = tmp_path / "good", tmp_path / "other"
    arguments = ["--source", str(source), "--target", str(good), "--source", str(bad), "--target", str(other)]
    assert main(arguments) == 1
    assert not good.exists()
    assert not other.exists()


@pytest.mark.parametrize(("name", "data"), [("rows.json", b"{}"), ("latin.py", b"x = '\xe9'\n")])
def test_files_that_cannot_be_mirrored_are_refused(source: Path, name: str, data: bytes) -> None:
    (source / name).write_bytes(data)
    with pytest.raises(RefusedError, match=name):
        generate(source)


# The check


def only_problem(source: Path, target: Path) -> str:
    """Return the one problem of a check, which the command line must report with exit code 1."""
    (problem,) = check(source, target)
    assert main(["--check", "--source", str(source), "--target", str(target)]) == 1
    return str(problem).removeprefix(label(target) + "/")


def test_check_fails_on_an_edited_file(source: Path, target: Path) -> None:
    path = target / "one.py"
    path.write_text(path.read_text().replace("return 1", "return 11"))
    assert only_problem(source, target) == "one.py:3: edited by hand, or stale: its source generates another text"


@pytest.mark.parametrize("tail", ["\n", "# more\n"])
def test_check_fails_on_an_added_end(source: Path, target: Path, tail: str) -> None:
    path = target / "one.py"
    path.write_text(path.read_text() + tail)
    assert "edited" in only_problem(source, target)


def test_check_fails_on_other_line_ends(source: Path, target: Path) -> None:
    path = target / "one.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "edited" in only_problem(source, target)


def test_check_fails_on_a_stale_file(source: Path, target: Path) -> None:
    path = source / "deep" / "three.py"
    path.write_text(path.read_text().replace("as it is", "as it was"))
    expected = "deep/three.py:3: edited by hand, or stale: its source generates another text"
    assert only_problem(source, target) == expected


@pytest.mark.parametrize("size", [0, 1, 60, -1])
def test_check_fails_on_a_truncated_file(source: Path, target: Path, size: int) -> None:
    path = target / "one.py"
    whole = path.read_bytes()
    path.write_bytes(whole[:size])
    assert only_problem(source, target) == f"one.py: truncated: {len(whole[:size])} of {len(whole)} bytes"


def test_check_fails_on_a_missing_file(source: Path, target: Path) -> None:
    (target / "one.py").unlink()
    assert only_problem(source, target) == "one.py: missing"


def test_check_fails_on_a_missing_mirror(source: Path, tmp_path: Path) -> None:
    assert [problem.reason for problem in check(source, tmp_path / "nowhere")] == ["missing"] * 3


@pytest.mark.parametrize("orphan", ["old.py", "deep/old.py", "old/old.py", "old.txt"])
def test_check_fails_on_an_orphan_file(source: Path, target: Path, orphan: str) -> None:
    (target / orphan).parent.mkdir(exist_ok=True)
    (target / orphan).write_text("x = 1\n")
    assert only_problem(source, target) == f"{orphan}: orphan: nothing in the source generates it"


def test_check_fails_on_an_orphan_folder(source: Path, target: Path) -> None:
    (target / "old").mkdir()
    assert only_problem(source, target) == "old: orphan: nothing in the source generates it"


def test_check_ignores_caches(source: Path, target: Path) -> None:
    for folder in (source, target):
        (folder / "__pycache__").mkdir()
        (folder / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"\xff")
    assert check(source, target) == []


# Writing


def test_generating_twice_gives_the_same_and_writes_nothing(source: Path, target: Path) -> None:
    assert generate(source) == generate(source)
    assert write(source, target) == []


def test_the_mirror_of_a_mirror_is_itself(source: Path, target: Path) -> None:
    for name, text in generate(source).items():
        assert generate(target)[name].partition("\n")[2].partition("\n")[2] == text.partition("\n")[2]


def test_only_what_changed_is_written_and_orphans_go(source: Path, target: Path) -> None:
    (source / "deep" / "three.py").rename(source / "four.py")
    (source / "one.py").write_text("async def one() -> int:\n    return 3\n")
    kept = (target / "__init__.py").stat().st_mtime_ns
    changes = [line.replace(label(target) + "/", "") for line in write(source, target)]
    assert changes == ["removed deep/three.py", "wrote four.py", "wrote one.py"]
    assert (target / "__init__.py").stat().st_mtime_ns == kept
    assert not (target / "deep").exists()
    assert check(source, target) == []


def test_a_folder_that_is_no_mirror_is_left_alone(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    assert main(["--source", str(source), "--target", str(folder)]) == 1
    assert "notes.txt: in the way" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("arguments", [["--source", "x"], ["--source", "/nowhere", "--target", "/nowhere-else"]])
def test_a_wrong_call_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "error" in capsys.readouterr().err


def test_another_ruff_than_the_pinned_one_is_exit_code_2(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text('[dependency-groups]\ncodegen = ["libcst>=1.5", "ruff==0.0.1"]\n')
    monkeypatch.setattr("sync_codegen_ruff._PROJECT", project)
    assert main(["--source", str(source), "--target", str(tmp_path / "_sync")]) == 2
    assert "0.0.1" in capsys.readouterr().err
    assert not (tmp_path / "_sync").exists()


def test_source_and_target_may_not_overlap(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--source", str(source), "--target", str(source / "deep")])
    assert "overlap" in capsys.readouterr().err


def test_without_arguments_it_takes_the_pairs_that_exist(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = (tmp_path / "nowhere", tmp_path / "nothing")
    monkeypatch.setattr(sync_codegen, "PAIRS", ((source, tmp_path / "_sync"), nowhere))
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert not nowhere[1].exists()
    assert capsys.readouterr().out.count("wrote ") == 3


def test_it_runs_as_a_script_from_any_folder(source: Path, target: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(TOOL), "--check", "--source", str(source), "--target", str(target)]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0  # noqa: S603
    (target / "one.py").unlink()
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 1
    assert done.stderr == f"{label(target)}/one.py: missing\n"
