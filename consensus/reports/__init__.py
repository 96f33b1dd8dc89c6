"""Reports: values computed from the record, and their forms as text, Markdown, tables and HTML.

Parameters mean the same everywhere: targets, drafts and meetings are given by their ids; `now` and
`day` are the moment the report is drawn up; `audience` is who it is for, and a `viewer` also counts
what is withheld from it; `names` says whether those who hold brackets are named.
"""
