"""How the documentation is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import attrs
from sphinx.application import Sphinx

import consensus

sys.path.insert(0, str(Path(__file__).parent))
from json_schema import described

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


def describe_inherited(
    app: Sphinx, what: str, name: str, of: Any, options: Any, lines: list[str]
) -> None:
    """Add to the docstring of a class the attributes that comments or its bases describe."""
    names = getattr(of, "__struct_fields__", ())
    if what == "class" and attrs.has(of):
        names = attrs.fields_dict(of)
    if names:
        own = described(type(of.__name__, (), {"__doc__": of.__doc__}))
        fields = set(names) - own.keys()
        inherited = {each: text for each, text in described(of).items() if each in fields}
        while lines and not lines[-1]:
            del lines[-1]
        lines += [] if own or not inherited else ["", "Attributes:"]
        lines += [f"    {each}: {text}." for each, text in inherited.items()]
        lines.append("")


def setup(app: Sphinx) -> None:
    """Describe inherited attributes before the sections of docstrings are read."""
    app.connect("autodoc-process-docstring", describe_inherited, priority=400)
