# Generated from synctv_async/_async/sourcesync/__init__.py: edit that and run tools/sync_codegen.py.
