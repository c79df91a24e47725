"""Forms of complaints and enquiries."""
