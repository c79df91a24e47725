"""The PostgreSQL that runs beside the desk when no `DATABASE_URL` is given.

`server` says where it lives and lets a process use it, `keeper` is the process that starts it, watches it
and stops it after the last user, `programs` finds the binaries and the system user, and `base` is Django's
backend: a connection first makes sure that the server is there.
"""
