"""Make the links of README.md absolute for the page of the package, which has no files beside it.

The address under which the files can be read is one setting, `CONSENSUS_FILES_AT` in the
environment of the build. Without it links stay as they are.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from hatchling.metadata.plugin.interface import MetadataHookInterface

SETTING = "CONSENSUS_FILES_AT"
_LINK = re.compile(r"(!?\[[^\]]*\]\()(?![a-z]+:|#)([^)\s]+)(?=\))")


def absolute(text: str, address: str) -> str:
    """The text of a page with links and pictures under an address that ends in a slash."""
    return _LINK.sub(lambda link: link[1] + urljoin(address, link[2]), text)


class PackagePage(MetadataHookInterface):
    """Gives the package its README."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Sets the text of the page."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        address = os.environ.get(SETTING, "")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, f"{address.rstrip('/')}/") if address else text,
        }
