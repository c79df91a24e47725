"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: OWASP's figures for a server that signs in many."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
