"""Async-first SDK, with a sync facade, for SyncTV V2 and the SourceSync Client API."""

__all__: list[str] = []
