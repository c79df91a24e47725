"""The counter's pages about tills."""
