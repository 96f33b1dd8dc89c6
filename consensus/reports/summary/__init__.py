"""The chair's summary of a meeting, made from the record."""
