"""The floors of the package hold, and the checker that says so can fail."""

import ast
import importlib
from pathlib import Path

import pytest

import synctv_async
from synctv_async import errors, models

from .floors import PACKAGE, floor_of, imports_of, sources, violations

ROOT = Path(synctv_async.__file__).parent
MODULES = sources(ROOT)
# The sandbox and the uses need extras that a plain installation does not have.
CORE = [name for name in MODULES if (floor_of(name) or 0) < 6 or name == ""]


def test_no_module_imports_what_its_floor_may_not():
    assert violations(ROOT) == []


def test_every_module_stands_on_a_floor():
    assert [name for name in MODULES if floor_of(name) is None] == []
    assert len(CORE) > 50


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("errors", "from synctv_async.config import x", "is on a higher floor"),
        ("errors", "import attrs", "is not for floor 0"),
        ("models.media", "from synctv_async._wire import json", "is on a higher floor"),
        ("_wire.json", "from synctv_async._concurrency import sleep", "is on a higher floor"),
        ("_wire.json", "import xmltodict", "is for _wire.xml only"),
        ("_wire.json", "import random", "is not for a pure floor"),
        ("_wire.json", "import httpx", "is for _async._transport and _sync._transport only"),
        ("_policy.retry", "def f():\n    import time\n", "is for _concurrency only"),
        ("_policy.retry", "def f():\n    from asyncio import sleep\n", "is for nobody only"),
        ("_policy.retry", "from synctv_async import SyncTV", "is on a higher floor"),
        ("_async._pager", "import httpx", "is for _async._transport and _sync._transport only"),
        ("_async._pager", "import anyio.abc", "is for _concurrency only"),
        ("_async._pager", "from synctv_async._sync import _pager", "is of the other facade"),
        ("_sync._pager", "from synctv_async._async._pager import x", "is of the other facade"),
        ("_async._pager", "from synctv_async._async.synctv import media", "is on a higher floor"),
        ("_async.synctv.media", "from synctv_async.cli import main", "is on a higher floor"),
        ("_async.synctv.media", "import requests", "is not for floor 5"),
        ("_async.synctv.media", "from ...sandbox import server", "is on a higher floor"),
        ("sandbox.server", "from synctv_async.errors import x", "is not for the sandbox"),
        ("sandbox.server", "from synctv_async import SyncTV", "is not for the sandbox"),
        ("cli", "from synctv_async._async import _pager", "is not part of the public face"),
        ("cli", "import synctv_async._wire.json", "is not part of the public face"),
        ("cli", "from synctv_async import _types", "is not part of the public face"),
        ("export", "import importlib\nimportlib.import_module('synctv_async._types')", "is not part of the public"),
        ("export", "from synctv_async._concurrency import athread", "is not part of the public face"),
        ("export", "import anyio", "is for _concurrency only"),
        ("testing", "from synctv_async._wire import json", "is not part of the public face"),
        ("export._async", "from synctv_async._async import _pager", "is not part of the public face"),
        ("export._async", "from synctv_async.export._sync import x", "is of the other facade"),
        ("", "from synctv_async.cli import main", "is on a higher floor"),
        ("surprise", "", "is on no floor"),
    ],
)
def test_the_checker_finds_a_planted_violation(tmp_path, module, source, fault):
    root = plant(tmp_path, {module: source})
    found = violations(root)
    assert len(found) == 1
    assert fault in found[0]
    assert found[0].startswith(module or PACKAGE)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("errors", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from synctv_async._async import _pager\n"),
        ("errors", "import typing\nif typing.TYPE_CHECKING:\n    import httpx\n"),
        ("_wire.xml", "import xmltodict\nfrom synctv_async._wire import json\nfrom synctv_async.errors import x"),
        ("_concurrency", "import anyio\nimport threading\nimport time\n"),
        ("_async._transport", "import httpx\nfrom synctv_async._concurrency import sleep\n"),
        ("sandbox.server", "import time\nimport threading\nfrom synctv_async import signing\nfrom . import store\n"),
        ("cli._output", "from synctv_async import SyncTV, errors\nfrom synctv_async.cli import _other\nimport rich\n"),
        ("cli", "from synctv_async.sandbox import Sandbox\nfrom synctv_async.export import x\n"),
        ("export._async", "from synctv_async._concurrency import athread\nfrom synctv_async.export import run\n"),
        ("export.ndjson", "import orjson\n"),
        ("testing.transport", "import httpx\nimport anyio\nfrom synctv_async.sandbox.server import x\n"),
    ],
)
def test_the_checker_lets_through_what_is_allowed(tmp_path, module, source):
    assert violations(plant(tmp_path, {module: source})) == []


def test_what_only_the_other_branch_of_type_checking_imports_counts(tmp_path):
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx\nelse:\n    import anyio\n"
    assert violations(plant(tmp_path, {"errors": source})) == ["errors:5: anyio is for _concurrency only"]


def test_relative_imports_are_resolved(tmp_path):
    root = plant(tmp_path, {"_wire.xml": "from . import json\nfrom .json import x\nfrom .. import errors\n"})
    names = [name for name, _ in imports_of("_wire.xml", root / "_wire" / "xml.py", sources(root))]
    assert sorted(names) == ["synctv_async._wire.json", "synctv_async._wire.json", "synctv_async.errors"]


def plant(folder, modules):
    """Write a small package with a module of each kind, and the given ones in their places."""
    names = ["", "errors", "_types", "config", "models", "_wire", "_wire.json", "_policy", "_concurrency", "_async"]
    names += ["_async._pager", "_async.synctv", "_async.synctv.media", "_sync", "_sync._pager", "cli", "cli._other"]
    names += ["export", "export._async", "export._sync", "sandbox", "sandbox.store", "sandbox.server", "signing"]
    root = folder / PACKAGE
    packages = {"", "models", "_wire", "_policy", "_async", "_async.synctv", "_sync", "cli", "export", "sandbox"}
    packages |= {"export._async", "export._sync"}
    for name in dict.fromkeys([*names, *modules]):
        path = root.joinpath(*name.split(".")) if name else root
        path = path / "__init__.py" if name in packages else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(modules.get(name, ""))
    return root


def names_order(name):
    """Sort as the linter does: constants, then classes, then the rest."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


@pytest.mark.parametrize("name", CORE, ids=lambda name: name or PACKAGE)
def test_all_names_the_public_names_in_order_and_they_exist(name):
    module = importlib.import_module(f"{PACKAGE}.{name}".rstrip("."))
    listed = getattr(module, "__all__", None)
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    if listed is None:
        defined = [n.name for n in tree.body if isinstance(n, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
        assert [one for one in defined if not one.startswith("_")] == []
        return
    assert list(listed) == sorted(listed, key=names_order)
    assert len(set(listed)) == len(listed)
    assert [one for one in listed if not hasattr(module, one)] == []


def test_every_error_and_every_record_can_be_imported_from_the_package():
    for source in (errors, models):
        for name in source.__all__:
            assert name in synctv_async.__all__
            assert getattr(synctv_async, name) is getattr(source, name)


@pytest.mark.parametrize(
    "name",
    [
        *("AsyncSyncTV", "SyncTV", "AsyncSourceSync", "SourceSync", "AsyncPager", "Pager", "RetryPolicy", "RateLimit"),
        *("Secret", "UNSET", "AccessCredentials", "ApiRequest", "ApiResponse", "Endpoint", "ENDPOINTS", "signing"),
        *("RequestInfo", "ResponseInfo", "RetryInfo", "Query", "Outcome", "WireFormat", "__version__"),
    ],
)
def test_what_users_need_can_be_imported_from_the_package(name):
    assert name in synctv_async.__all__
    assert hasattr(synctv_async, name)


def test_the_star_import_of_the_package_brings_what_all_says():
    space = {}
    exec("from synctv_async import *", space)  # noqa: S102 - what a user may write
    assert set(synctv_async.__all__) <= space.keys()
