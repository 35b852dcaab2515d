"""Clients in other languages, written from the services' documents alone."""
