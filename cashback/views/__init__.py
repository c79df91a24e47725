"""The pages of the cashback month."""
