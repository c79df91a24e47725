"""Accounts, transfers, entries and the proofs of the books."""
