"""What cells of amendment lists say in place of a text: that it is deleted, or that it is new."""

from __future__ import annotations

import re
from collections.abc import Mapping

from consensus.formats.citations import read_provision
from consensus.model.amendment import AmendmentKind

KINDS: Mapping[str, str] = {
    **{kind.value: kind.value for kind in AmendmentKind},
    **dict.fromkeys(
        (
            *("replace", "replacement", "amend", "change", "edit", "modification", "substitute"),
            *("modifier", "modifié", "remplacer", "remplacement", "substitution"),
            *("ändern", "änderung", "ersetzen", "ersetzung", "neufassung"),
            *("modificar", "modificación", "sustituir", "sustitución", "enmienda de modificación"),
        ),
        AmendmentKind.MODIFY,
    ),
    **dict.fromkeys(
        (
            *("add", "addition", "new", "insertion", "additional"),
            *("ajout", "ajouter", "nouveau", "insérer", "ajout d'un article"),
            *("einfügen", "einfügung", "ergänzung", "ergänzen", "neu", "zusatz"),
            *("añadir", "adición", "inserción", "insertar", "nuevo"),
        ),
        AmendmentKind.INSERT,
    ),
    **dict.fromkeys(
        (
            *("remove", "strike", "suppress", "deletion", "deleted", "strike out"),
            *("suppression", "supprimer", "supprimé"),
            *("streichen", "streichung", "gestrichen", "entfällt"),
            *("suprimir", "supresión", "suprimido"),
        ),
        AmendmentKind.DELETE,
    ),
    **dict.fromkeys(("merge", "combine"), AmendmentKind.JOIN),
    "relocate": AmendmentKind.MOVE,
    "divide": AmendmentKind.SPLIT,
}
"""The words that name what an amendment does, and what each stands for."""

_DELETED = re.compile(
    r"\W*(?:(?:is|are|to be|shall be|es|wird|werden|est|sont|à|se)\s+)?"
    r"(?:deleted?|deletion|delete (?:this|the) (?:paragraph|recital|article|point|item)"
    r"|suppression|supprimée?s?|supprimer|gestrichen|streichen|streichung|entfällt|entfallen"
    r"|suprimid[oa]s?|suprimir|supresión|suprimen?)\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:none|n/a|nil|néant|entfällt|ninguno|no text)?\W*", re.IGNORECASE)


def says_deleted(cell: str) -> bool:
    """Whether a cell for the new text says that there is none: `deleted`, `[supprimé]`."""
    return len(cell) < 60 and bool(_DELETED.fullmatch(cell))


def says_nothing(cell: str) -> bool:
    """Whether a cell for a text is as good as empty: `—`, `none`, `n/a`."""
    return len(cell) < 20 and bool(_NOTHING.fullmatch(cell))


def says_new(citation: str) -> bool:
    """Whether a citation says that what it cites is not there yet: `Recital 12 a (new)`."""
    found = read_provision(citation)
    return found is not None and found.is_new
