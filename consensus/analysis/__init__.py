"""Analysis of a whole record; read-only."""
