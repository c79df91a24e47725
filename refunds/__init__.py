"""Refunds and exchanges (退换货): decided here, rung up at the POS and the bank's terminal."""
