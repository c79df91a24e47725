"""What can be asked about lockers, deposits and lost property."""
