# Generated from synctv_async/_async/__init__.py: edit that and run tools/sync_codegen.py.
