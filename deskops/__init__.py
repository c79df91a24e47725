"""The back-office of a mall's customer-service desk."""
