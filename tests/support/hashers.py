"""Passwords for tests: the same algorithm at its smallest cost."""

from deskops.core.hashers import Argon2


class CheapArgon2(Argon2):
    time_cost = 1
    memory_cost = 8
