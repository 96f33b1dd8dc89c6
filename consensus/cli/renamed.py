"""Old spellings of commands; they go on working, with a line on stderr, until version 0.4."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

RENAMED_NOUNS: Mapping[str, str] = {
    "agenda": "meeting agenda",
    "carry-over": "draft carry-over",
    "group": "member group",
    "mail": "inbox",
    "milestone": "plan milestone",
    "office": "member office",
    "overtaken": "sync",
    "package": "decision package",
    "poll": "draft import",
    "question": "contribution question",
    "rating": "position",
    "revision": "draft",
    "roll-call": "draft import",
    "translation": "draft translation",
    "tray": "inbox",
    "undertaking": "plan undertaking",
    "wall": "projector",
}
"""Old groups of commands to the new ones."""

RENAMED: Mapping[str, str] = {
    "agenda finish": "meeting agenda close",
    "agenda take-up": "meeting agenda open",
    "amendment propose": "amendment add",
    "amendment revise": "amendment edit",
    "amendment take-up": "amendment take-over",
    "analyse calls": "next --consult",
    "analyse packages": "analyse links",
    "analyse progress": "status --progress",
    "backup": "file copy",
    "bracket": "draft bracket",
    "bundle": "sync export",
    "carry-over list": "draft list --carried-over",
    "carry-over take": "draft carry-over",
    "check": "status",
    "completion": "--completion",
    "consultation report": "consultation close",
    "copy": "file copy",
    "decision lift": "decision confirm",
    "decision record": "decision add",
    "doctor": "file check",
    "draft all-or-nothing": "draft set",
    "edit": "draft edit",
    "floor budget": "floor limit",
    "graph": "report graph",
    "holders": "why --wordings",
    "log": "history list",
    "meeting announce": "meeting add",
    "meeting reschedule": "meeting edit",
    "meeting set-quorum": "meeting edit --quorum",
    "milestone move": "plan milestone edit",
    "milestone reached": "plan milestone close",
    "objection sustain": "objection maintain",
    "overtaken again": "sync reapply",
    "overtaken let-go": "sync discard --yes",
    "package propose": "decision package add",
    "poll import": "draft import --as poll",
    "poll import-proposals": "draft import --as proposals",
    "position take": "position set",
    "question ask": "contribution question add",
    "question extend": "contribution question edit",
    "rating give": "position rate",
    "rating import": "position import --ratings",
    "rating list": "position list --ratings",
    "redact": "history redact",
    "report amendments": "report compilation",
    "report attendance": "member list --presence --audience public",
    "report ballots": "ballot list --audience public",
    "report changes": "draft compare",
    "report concordance": "draft compare --labels",
    "report consultations": "consultation list --audience public",
    "report decisions": "decision list --audience public",
    "report draft": "draft show --audience public",
    "report edited": "report summary --check",
    "report groups": "report positions --by-group",
    "report matrix": "report positions",
    "report milestones": "plan milestone list --audience public",
    "report progress": "status --progress --audience public",
    "report sources": "amendment show --sources",
    "report undertakings": "plan undertaking list --audience public",
    "revision concordance": "draft compare --labels",
    "revision list": "draft list --revisions",
    "revision show": "draft show --revision",
    "roll-call import": "draft import --as roll-call",
    "rule quantifiers": "rule counting-words",
    "sense": "position sense",
    "tray offers": "inbox show --suggest",
    "tray set-aside": "inbox dismiss",
    "unbundle": "sync import",
    "undertaking done": "plan undertaking close",
    "verify": "history verify",
    "wall push": "projector show",
    "wall show": "projector status",
    "working-groups": "file list",
}
"""Old words to new ones; the longest that fit count."""

_SPONSORS = {"--by": "--sponsor", "--cosponsor": "--sponsor", "--rationale": "--reason"}
OPTIONS_RENAMED: Mapping[str, Mapping[str, str]] = {
    "amendment add": _SPONSORS,
    "amendment consolidate": {"--by": "--sponsor", "--rationale": "--reason"},
    "amendment import": {"--against": "--draft"},
    "amendment list": {"--target": "--on", "--by": "--sponsor"},
    "ballot open": {"--until": "--due"},
    "consultation list": {"--going-on": "--open"},
    "consultation open": {"--purpose": "--reason"},
    "contribution add": {"--received": "--at"},
    "contribution highlight": {"--for": "--on"},
    "contribution import": {"--from": "--sender", "--received": "--at"},
    "contribution question add": {"--deadline": "--due", "--asked": "--at"},
    "decision package add": {"--item": "--on"},
    "draft compare": {"--kept": "--include-unchanged"},
    "draft import": _SPONSORS | {"--kept": "--include-unchanged"},
    "file check": {"--head": "--fingerprint"},
    "floor note": {"--item": "--on"},
    "history verify": {"--head": "--fingerprint"},
    "inbox import": {"--from": "--sender", "--deadline": "--due"},
    "inbox place": {"--by": "--sponsor", "--offer": "--suggestion"},
    "member office nominate": {"--by": "--nominated-by"},
    "plan undertaking add": {"--by": "--owner", "--made": "--at"},
    "position list": {"--target": "--on", "--stale": "--reconfirm"},
    "report summary": {"--attributed": "--names", "--dated": "--at"},
    "silence break": {"--target": "--on"},
    "silence open": {"--until": "--due"},
    "sync import": {"--most": "--max-size"},
    "sync run": {"--most": "--max-size"},
    "tui": {"--wall": "--projector"},
}
"""The command to its old options, and those to new ones; old ones of another meaning are hidden."""

_COUNTED = ("analyse progress", "report progress")  # their --by is --per now
_SYNC = ("run", "export", "import", "list", "reapply", "discard", "-h", "--help")


def current_spelling(words: Sequence[str]) -> tuple[list[str], str]:
    """Returns words with the command spelt as now, and what to say of an old spelling.

    The words behind the command stay as they are; for the present spelling nothing is to be said.
    """
    for length in (2, 1):
        old = " ".join(words[:length])
        if len(words) >= length and old in RENAMED:
            rest = list(words[length:])
            if old == "completion" and rest[:1] in (["--help"], ["-h"]):
                return ["--help"], f"'{old}' is now '{RENAMED[old]}'"
            if old in _COUNTED:
                rest = [re.sub(r"^--by\b", "--per", each) for each in rest]
            return [*RENAMED[old].split(), *rest], f"'{old}' is now '{RENAMED[old]}'"
    if words and words[0] in RENAMED_NOUNS:
        new = [*RENAMED_NOUNS[words[0]].split(), *words[1:]]
        named = [each for each in words[1:2] if not each.startswith("-")]
        noun = RENAMED_NOUNS[words[0]]
        return new, f"'{' '.join([words[0], *named])}' is now '{' '.join([noun, *named])}'"
    if len(words) > 1 and words[0] == "sync" and words[1] not in _SYNC:
        return ["sync", "run", *words[1:]], "'sync' is now 'sync run'"
    return list(words), ""
