"""What can be asked about complaints and enquiries."""
