"""`consensus combine`: what several proposals for one text come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from consensus.cli import output
from consensus.cli.command import Command, as_json
from consensus.cli.completing import complete_target
from consensus.cli.context import STDIN, reading, source_of

if TYPE_CHECKING:
    from consensus.text.combination import Combination, Names

NOTATIONS = ("brackets", "clean", "markers", "critic", "json")
MARKDOWN = (".md", ".markdown")


@click.command(
    "combine",
    cls=Command,
    python="combine_documents(base, {'ALV': one, 'MER': other}).render('brackets')",
)
@click.argument("what", nargs=-1, required=True, shell_complete=complete_target)
@click.option("--to", "notation", type=click.Choice(NOTATIONS), help="Write the text so.")
@click.option(
    "--names",
    is_flag=True,
    help="For an item, print who proposes and who supports in place of amendments.",
)
@as_json
def combine(
    what: tuple[str, ...],
    notation: str | None,
    names: bool,
    as_json: bool,
) -> None:
    """Combine proposals for one text.

    With one ITEM, show how the undecided amendments to it combine: changes, numbered c1, c2 …, and
    conflicts and orders, numbered 1, 2 … with their options a, b, c …. Brackets of the text itself
    are B1, B2 ….

    With BASE NAME=FILE …, combine whole documents, without any record: Markdown, or plain text, as
    the name of the base says. Paragraphs that moved are followed to where they went. The text is
    written to stdout, what the files disagree on in brackets unless --to says otherwise.

    The exit code is 0 when everything combines, and 1 when conflicts remain.

    \b
    Examples:
      consensus combine 3
      consensus combine base.txt ALV=alvora.txt MER=meridia.txt
      consensus combine draft.md ALV=alvora.md MER=meridia.md --to markers
    """
    if as_json:
        notation = "json"
    combination: Combination
    if len(what) > 1:
        if names:
            raise click.UsageError("--names goes with an item; files are named as given")
        combination = _of_files(what[0], what[1:], notation or "brackets")
    else:
        combination = _of_an_item(what[0], notation, names)
    click.get_current_context().exit(0 if combination.is_clean else 1)


def _of_an_item(item: str, notation: str | None, names: bool) -> Combination:
    from consensus.cli.combination_view import (
        bracket_fields,
        fields_of,
        present_support,
        show_combination,
    )
    from consensus.model.lookup import find_target
    from consensus.model.rivals import backers_of, names_of

    with reading() as group:
        combination = group.combination(item)
        found = find_target(group.state, item)
        sponsors = names_of(group.state, found)
        if notation == "json":
            present = present_support(group, found)
            fields = {"target": group.state.handle_of(found), **fields_of(combination, present)}
            brackets = bracket_fields(
                each.options for each in group.state.version(found).wording.brackets()
            )
            output.write_json({**fields, "sponsors": sponsors, "brackets": brackets})
        elif notation:
            _write(combination, notation, backers_of(group.state, found) if names else None)
        else:
            show_combination(group, found, combination)
    return combination


def _of_files(base: str, named: tuple[str, ...], notation: str) -> Combination:
    from consensus.cli.combination_view import fields_of
    from consensus.formats.source import check_lines
    from consensus.text.document import combine_documents

    paths: dict[str, str] = {}
    for each in named:
        name, sign, path = each.partition("=")
        if not (name and sign and path):
            raise click.UsageError(f"after the base come proposals as NAME=FILE, not {each}")
        if name in paths:
            raise click.UsageError(f"two proposals are called {name}")
        paths[name] = path
    if [base, *paths.values()].count(STDIN) > 1:
        raise click.UsageError("only one of the files can be stdin")
    # What comes through a pipe has no name to tell; it is then what the first file is.
    first = next((path for path in (base, *paths.values()) if path != STDIN), "")
    sources = {name: source_of(path) for name, path in {**paths, "": base}.items()}
    for source in sources.values():
        check_lines(source)
    combination = combine_documents(
        sources.pop("").text,
        {name: source.text for name, source in sources.items()},
        markdown=first.lower().endswith(MARKDOWN),
    )
    if notation == "json":
        output.write_json(fields_of(combination))
    else:
        _write(combination, notation, None)
    if not combination.is_clean:
        count = len(combination.conflicts)
        output.say(f"{count} {'conflict remains' if count == 1 else 'conflicts remain'}")
    return combination


def _write(
    combination: Combination,
    notation: str,
    names: Names | None,
) -> None:
    try:
        written = combination.render(notation, names)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    output.write_exactly(written)
