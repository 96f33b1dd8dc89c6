"""Words: tokens, differences, combinations, brackets; nothing here knows of meetings."""
