"""Complaints, enquiries and what is promised to customers (客诉)."""
