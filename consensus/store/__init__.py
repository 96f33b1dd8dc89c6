"""Keeps the steps of a record in a file or database; also copies, merges and checks records."""
