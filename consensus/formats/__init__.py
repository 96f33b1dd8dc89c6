"""Bytes into values and values into bytes; what a row means for the record is decided above."""
