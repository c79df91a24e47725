"""Pages of complaints and enquiries."""
