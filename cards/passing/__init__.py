"""A card that goes on: to another holder, or on new plastic when a bearer's has expired."""
