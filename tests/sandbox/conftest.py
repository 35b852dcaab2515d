"""Sandboxes for the tests: a small one that any test may change, and a large one that none does."""

from collections.abc import Iterator

import pytest

from synctv_async.sandbox import Clock, Sandbox

from .caller import Caller

START = 1_398_979_434.0
"""2014-05-01T21:23:54Z, the time of the documents' first example."""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(media=0, clock=Clock(START)) as box:
        yield box


@pytest.fixture
def call(box: Sandbox) -> Iterator[Caller]:
    with Caller(box) as caller:
        yield caller


@pytest.fixture(scope="package")
def large_box() -> Iterator[Sandbox]:
    with Sandbox(media=1000) as box:
        yield box


@pytest.fixture
def large(large_box: Sandbox) -> Iterator[Caller]:
    large_box.reset()
    with Caller(large_box) as caller:
        yield caller
