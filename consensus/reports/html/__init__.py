"""Reports as HTML pages: one file each, without network or JavaScript."""
