"""Pages of handoffs: the lists, the paper, the acts of each side."""
