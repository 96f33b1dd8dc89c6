"""Web server: a page that follows the wall, published revisions, and the facilitators' screens."""
