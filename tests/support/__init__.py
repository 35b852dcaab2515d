"""What the behaviour tests share: plain code that knows nothing of either facade."""
