"""Blank cards by serial range: drawn from finance, issued, spoiled, counted (spec 2)."""
