"""Regions, stores, floors, staff, roles and their scopes."""
