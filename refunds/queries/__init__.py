"""What can be asked of purchases, refunds and their money, by theme."""
