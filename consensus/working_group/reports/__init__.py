"""Reports of a working group, and how each is written in any form."""
