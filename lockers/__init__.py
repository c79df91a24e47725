"""Lockers, deposits, lost and found (寄存). A room of the plan; nothing is built in it yet."""
