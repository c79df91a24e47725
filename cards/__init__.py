"""Member cards and stored-value cards."""
