"""Moments of the state to which it can be put back."""

from synctv_async.sandbox.data.store import Store, memory_of

__all__ = ["Snapshot"]


class Snapshot:
    """The data of both services as they were at one moment, without requests, faults, accesses and the clock.

    It takes the memory of what was written: the invented media that nobody changed take none. It may be put back as
    often as wanted, also into another sandbox, which then has the media of the first one.
    """

    def __init__(self, store: Store) -> None:
        self._copy = memory_of(self)
        with store.lock:
            _check_whole(store)
            store.connection.backup(self._copy)

    def restore(self, store: Store) -> None:
        """Put the data of a sandbox back to that moment."""
        with store.lock:
            _check_whole(store)
            self._copy.backup(store.connection)
            store.tell_other_state()


def _check_whole(store: Store) -> None:
    if store.connection.in_transaction:
        message = "the state is half written: take or restore a snapshot after the transaction, not in it"
        raise RuntimeError(message)
