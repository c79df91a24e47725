"""Forms of lockers, deposits and lost property."""
