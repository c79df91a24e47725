"""Small worlds for tests: one module per room, each function makes one thing through the services."""
