"""The terminal screens in which facilitators step through drafts and merge them."""
