"""Closing a stored-value card: what is paid out by the court's rule, line by line, and the pay-out."""
