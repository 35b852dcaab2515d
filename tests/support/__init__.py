"""What the behaviour tests share: plain code that knows nothing of either facade."""

SLACK = 1.5
"""Seconds that a busy machine may take longer than a test expects; what must not happen takes longer than that."""
