"""Complaints, enquiries, calls and messages (客诉). A room of the plan; nothing is built in it yet."""
