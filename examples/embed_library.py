"""A draft and amendments in, an agreed text out: for whoever uses the library for the first time.

    python examples/embed_library.py

It makes a working group that is not stored, with three members and two rules. Two amendments to
the first rule contradict each other: it prints them in brackets, chooses one, and prints both rules
as they are agreed. For one that is stored, use `WorkingGroup.create` and `WorkingGroup.open`.
"""

from __future__ import annotations

from consensus import Source, Stance, WorkingGroup

DRAFT = """# Rules for the shared workshop

1. Users shall clean the bench when they leave.

2. Tools may be borrowed for one day.
"""
MEMBERS = "code,name,group\nANA,Ana,makers\nBEN,Ben,makers\nCLO,Clo,neighbours\n"


def main() -> None:
    """Bring two rules from a draft to an agreed text."""
    with WorkingGroup.in_memory(title="Workshop", rule="no_objection()") as group:
        group.import_members(Source.of(MEMBERS, "members.csv"))
        group.import_draft(Source.of(DRAFT, "rules.md"))

        group.propose("1", "should", old="shall", by=["ANA"])
        must = group.propose("1", "must", old="shall", by=["BEN"])
        group.propose("2", "two days", old="one day", by=["CLO"])

        print(group.combination("1").render("brackets"))
        group.merge("1", settle={1: must.handle})
        group.merge("2")

        group.take_position("ANA", "1", Stance.ACCEPT)
        group.take_position("CLO", "2", Stance.SUPPORT)
        group.decide(["1", "2"], "agreed")

        for item in group.status().items:
            print(item.label, item.status, "-", group.state.text(item.id))
        print("intact:", group.verify().is_intact)


if __name__ == "__main__":
    main()
