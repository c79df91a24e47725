"""One row per business paper, its number and its origin."""
