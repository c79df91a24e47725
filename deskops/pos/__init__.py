"""The interface for the POS: JSON over HTTP with a key per till, each operation once."""
