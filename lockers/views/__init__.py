"""The counter's pages of lockers, deposits and lost property."""
