"""How fast the desk is: each row a ratio against a floor measured in the same run.

A module here has ``rows(scale)``, which makes its data in a fresh copy of the migrated database and
yields `Row`s. Scale 1 is a million members; `python -m tests.bench --scale 0.01` runs them all.
"""
