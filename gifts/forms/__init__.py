"""The forms of gifts."""
