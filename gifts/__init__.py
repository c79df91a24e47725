"""Gifts and their stock (赠品)."""
