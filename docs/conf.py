"""How the documentation is built."""

from __future__ import annotations

import consensus

project = "consensus"
author = "The consensus authors"
project_copyright = "2026, the consensus authors"
release = version = consensus.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"consensus {release}"
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = True
# Attributes are described in the docstring of their class already.
napoleon_use_ivar = True
suppress_warnings = ["ref.python", "myst.xref_missing"]
