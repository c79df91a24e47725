"""What people do about complaints and enquiries, one function an act."""
