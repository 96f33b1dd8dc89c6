"""A server for browsers: a page for the hall, and the facilitators' screens."""
