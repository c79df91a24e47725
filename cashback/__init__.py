"""The monthly cashback (返现). A room of the plan; nothing is built in it yet."""
