"""Reports as pages: one file each, that works without a network and without JavaScript."""
