"""Asking for a decision and deciding."""
