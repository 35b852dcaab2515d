"""An export that is killed over and over again ends with the whole catalogue on the disk."""

import signal

import pytest

from .kill_export import kill_exports


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_fifty_kills_lose_and_repeat_nothing() -> None:
    tally = kill_exports(50)
    assert tally.kills == 50
    assert tally.in_the_middle >= 45
    assert tally.exports == 13
