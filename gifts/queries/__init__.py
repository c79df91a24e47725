"""What can be asked about gifts."""
