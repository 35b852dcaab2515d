"""Sessions as files: recorded without secrets, replayed without a network."""
