"""The acts on refunds, one function for each act of a person."""
