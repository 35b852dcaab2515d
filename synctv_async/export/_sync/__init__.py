# Generated from synctv_async/export/_async/__init__.py: edit that and run tools/sync_codegen.py.
"""The drivers of an export, which read from the service; what they write is written by their neighbours outside."""
