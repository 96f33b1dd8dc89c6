"""Every report of a working group, and the one way to write any of them."""
