"""Gifts and their stock (赠品). A room of the plan; nothing is built in it yet."""
