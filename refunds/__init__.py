"""Refunds and exchanges (退换货). A room of the plan; nothing is built in it yet."""
