"""Group purchase (团购): bearer cards in bulk for a unit or a person, signed by three departments."""
