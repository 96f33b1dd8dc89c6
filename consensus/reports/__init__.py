"""Reports: values drawn from the record, and how they are written."""
