"""The counter's pages about cards."""
