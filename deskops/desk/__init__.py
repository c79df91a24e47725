"""First page, search, and what a person at the desk opens first."""
