"""What tills ask for, and the pages about it."""
