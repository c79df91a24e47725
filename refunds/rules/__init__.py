"""The trade in refunds and exchanges, as pure functions: no database, no clock, no settings."""
