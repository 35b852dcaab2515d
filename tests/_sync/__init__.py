# Generated from tests/_async/__init__.py by tools/sync_codegen.py. Do not edit: change the source and run the tool again.
