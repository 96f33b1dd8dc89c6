"""Reads and writes files, and finds in the record what they name; it records nothing."""
