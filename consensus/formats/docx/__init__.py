"""Word documents (.docx): their text, tracked changes and comments."""
