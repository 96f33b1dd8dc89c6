"""Where the record is kept: one port, one file per store."""
