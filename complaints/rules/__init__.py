"""Rules of complaints and enquiries, as pure functions."""
