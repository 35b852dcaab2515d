"""The clients against a sandbox that misbehaves: nothing is lost or comes twice, and no error says what is untrue."""
