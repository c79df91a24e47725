"""Promises of time."""
