"""Old spellings of commands; they go on working, with a line on stderr, until version 0.4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RENAMED: Mapping[str, str] = {
    "agenda": "meeting agenda",
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
    "carry-over": "draft carry-over",
    "carry-over list": "draft list --carried-over",
    "carry-over take": "draft carry-over",
    "check": "status --require",
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
    "group": "member group",
    "holders": "why --wordings",
    "log": "history list",
    "mail": "inbox",
    "meeting announce": "meeting add",
    "meeting reschedule": "meeting edit",
    "meeting set-quorum": "meeting edit --quorum",
    "milestone": "plan milestone",
    "milestone move": "plan milestone edit",
    "milestone reached": "plan milestone close",
    "objection sustain": "objection maintain",
    "office": "member office",
    "overtaken": "sync",
    "overtaken again": "sync reapply",
    "overtaken let-go": "sync discard",
    "overtaken list": "sync list",
    "package": "decision package",
    "package propose": "decision package add",
    "poll": "draft import",
    "poll import": "draft import --as poll",
    "poll import-proposals": "draft import --as proposals",
    "position take": "position set",
    "question": "contribution question",
    "question ask": "contribution question add",
    "question extend": "contribution question edit",
    "rating": "position",
    "rating give": "position rate",
    "rating import": "position import --ratings",
    "rating list": "position list --ratings",
    "redact": "history redact",
    "report amendments": "report compilation",
    "report attendance": "member list --presence",
    "report ballots": "ballot list",
    "report changes": "draft compare",
    "report concordance": "draft compare --labels",
    "report consultations": "consultation list",
    "report decisions": "decision list",
    "report draft": "draft show",
    "report edited": "report summary --check",
    "report groups": "report positions --by-group",
    "report matrix": "report positions",
    "report milestones": "plan milestone list",
    "report progress": "status --progress",
    "report sources": "amendment show --sources",
    "report undertakings": "plan undertaking list",
    "revision": "draft",
    "revision compare": "draft compare",
    "revision concordance": "draft compare --labels",
    "revision list": "draft list --revisions",
    "revision publish": "draft publish",
    "revision show": "draft show --revision",
    "roll-call": "draft import",
    "roll-call import": "draft import --as roll-call",
    "rule quantifiers": "rule counting-words",
    "sense": "position sense",
    "translation": "draft translation",
    "tray": "inbox",
    "tray offers": "inbox show --suggest",
    "tray set-aside": "inbox dismiss",
    "unbundle": "sync import",
    "undertaking": "plan undertaking",
    "undertaking done": "plan undertaking close",
    "verify": "history verify",
    "wall": "projector",
    "wall push": "projector show",
    "wall show": "projector status",
    "working-groups": "file list",
}
"""Old words to new ones; the longest that fit count."""

_SYNC = ("run", "export", "import", "list", "reapply", "discard", "-h", "--help")


def current_spelling(words: Sequence[str]) -> tuple[list[str], str]:
    """Returns words with the command spelt as now, and what to say of an old spelling.

    The words behind the command stay as they are; for the present spelling nothing is to be said.
    """
    for length in (2, 1):
        old = " ".join(words[:length])
        if len(words) >= length and old in RENAMED:
            return [*RENAMED[old].split(), *words[length:]], f"'{old}' is now '{RENAMED[old]}'"
    if len(words) > 1 and words[0] == "sync" and words[1] not in _SYNC:
        return ["sync", "run", *words[1:]], "'sync' is now 'sync run'"
    return list(words), ""
