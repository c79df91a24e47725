"""Rules of lockers, deposits and lost property: pure functions with their sources."""
