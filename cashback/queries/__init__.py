"""What can be asked of the cashback month."""
