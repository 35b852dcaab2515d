"""What the sandbox holds: invented and written records, in SQLite where they are written."""
