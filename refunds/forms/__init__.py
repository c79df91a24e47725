"""The forms of the counter, by theme."""
