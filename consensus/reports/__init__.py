"""Reports: values computed from the record, and their forms as text, Markdown, tables and HTML."""
