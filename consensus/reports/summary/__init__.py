"""The chair's summary of a meeting, generated from the record."""
