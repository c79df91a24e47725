"""The pages of refunds, by theme."""
