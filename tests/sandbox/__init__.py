"""Tests of the sandbox, by plain HTTP: none of them uses the client."""
