"""Analysis: what the record says when it is looked at as a whole; nothing is recorded by asking."""
