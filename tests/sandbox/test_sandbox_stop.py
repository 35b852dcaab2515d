"""A sandbox that stops lets go of every connection."""

import gc
import socket
import warnings

from synctv_async.sandbox import Sandbox


def test_who_connects_in_the_moment_of_the_stop_is_let_go() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(50):
            with Sandbox(media=0) as box:
                address = ("127.0.0.1", int(box.url.rpartition(":")[2]))
                socket.create_connection(address).close()
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
