"""Purchases from the POS."""
