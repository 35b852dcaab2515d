"""The drivers of an export, which read from the service; what they write is written by their neighbours outside."""
