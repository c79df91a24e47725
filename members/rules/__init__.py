"""The trade's rules about people: papers, telephones, households, names. Pure functions only."""
