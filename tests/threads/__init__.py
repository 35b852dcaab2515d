"""What many threads do with one client; the sync facade only."""
