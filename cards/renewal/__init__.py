"""Memberships that run a year: renewed by purchases or for the fee, the others listed, told and called."""
