"""The back-office of a mall's customer-service desk."""

__version__ = "0.1.0"
