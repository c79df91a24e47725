"""The trade in refunds and exchanges, as pure functions: no database, no clock, no settings.

docs/refunds.md tells them in words, with worked examples.
"""
