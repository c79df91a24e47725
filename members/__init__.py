"""Members, identities, households, changes."""
