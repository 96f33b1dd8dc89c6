"""Parsers and writers of file formats; what a row means for the record is decided above."""
