"""Many hands at once on real Postgres: never twice, never negative, no deadlock."""
