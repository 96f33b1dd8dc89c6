"""Diagrams of boxes and lines with a deterministic layout."""
