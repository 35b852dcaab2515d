"""The SourceSync Client API: its objects, keys and answers."""
