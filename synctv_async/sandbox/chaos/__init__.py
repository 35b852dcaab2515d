"""Misbehaviour on request: rules, the dice that decide who meets them, and named scenarios."""
