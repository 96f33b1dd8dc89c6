"""Diagrams: boxes and lines that show how things hang together, laid out the same every time."""
