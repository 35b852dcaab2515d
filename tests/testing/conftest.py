"""Runs of pytest inside of this one, as a user's."""

import pytest

INI = """
[pytest]
addopts = -p no:cacheprovider -p no:synctv-async -p synctv_async.testing.plugin --strict-markers
filterwarnings = error
asyncio_mode = {mode}
asyncio_default_fixture_loop_scope = function
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder of a user's, with the plugin loaded once whether or not it is installed."""
    pytester.makeini(INI.format(mode="auto"))
    return pytester


@pytest.fixture
def strict_suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini(INI.format(mode="strict"))
    return pytester
