"""`consensus translation`: drafts in other languages, and how far they are behind."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft, complete_target
from consensus.cli.context import given_text, reading, recording, text_or_docx
from consensus.cli.reporting import tell_import, tell_step


@click.group("translation", cls=Noun)
def translation() -> None:
    """Keep drafts in other languages, each paragraph tied to the version it renders.

    \b
    Examples:
      consensus translation import draft.fr.md --language fr
      consensus translation list
    """


@translation.command("add", python="group.translate('3', 'fr', 'Convenir que ...')")
@click.argument("item", shell_complete=complete_target)
@click.argument("language")
@click.argument("text")
def add(item: str, language: str, text: str) -> None:
    """Record how the present text of an item reads in another language; - for stdin.

    \b
    Examples:
      consensus translation add 3 fr "Convenir que la coopération est ouverte."
      consensus translation add 3 fr - < paragraph-3.fr.txt
    """
    with recording() as group:
        step = group.translate(item, language, given_text(text))
        tell_step(step, f"{item} in {language}")


@translation.command(
    "import", python="group.import_translation(read_source(Path('draft.fr.md')), 'fr')"
)
@click.argument("file")
@click.option("--language", required=True, metavar="TAG", help="Such as fr or zh-Hans.")
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft it renders.")
@click.option("--strict", is_flag=True, help="Take nothing in when a paragraph finds no item.")
@as_json
def import_(file: str, language: str, draft: str, strict: bool, as_json: bool) -> None:
    """Take a whole draft in, in another language.

    Paragraphs are matched by their labels; between two of them, those without a label by their
    order. Of a Word file the text without its tracked changes is taken.

    \b
    Examples:
      consensus translation import draft.fr.docx --language fr
      consensus translation import draft.fr.md --language fr --draft D1 --strict
    """
    with recording() as group:
        report = group.import_translation(text_or_docx(file), language, draft, strict)
        tell_import(report, as_json)


@translation.command("list", python="language_versions(group.state, list(group.state.drafts))")
@click.option("--language", default="", metavar="TAG", help="Only this one, item by item.")
@as_json
def list_(language: str, as_json: bool) -> None:
    """List how far each language version is behind the text.

    \b
    Examples:
      consensus translation list
      consensus translation list --language fr --json
    """
    from consensus.reports.translations import language_versions

    with reading() as group:
        found = language_versions(group.state, list(group.state.drafts), language)
        if as_json:
            output.write_json(
                {
                    "languages": [
                        {**output.plain(each), "behind": each.behind, "missing": each.missing}
                        for each in found
                    ]
                }
            )
            return
        for each in found:
            output.write(f"{each.draft} {each.sentence}", bold=bool(language))
            if language:
                rows = [
                    (
                        item.label or item.handle,
                        str(item.rendered or ""),
                        str(item.current),
                        "behind" if item.is_behind else "" if item.rendered else "not translated",
                    )
                    for item in each.items
                ]
                output.write_table(("item", "renders", "now", ""), rows)
        if not found:
            output.say("no draft has been translated; see 'consensus translation import --help'")


@translation.command("show", python="write_translation(group.state, find_draft(group.state), 'fr')")
@click.argument("language", metavar="TAG")
@click.argument("draft", default="", shell_complete=complete_draft)
@as_json
def show(language: str, draft: str, as_json: bool) -> None:
    """Show a draft in another language, as Markdown.

    What is not translated is left in the language of the draft, in braces; what is behind is said
    on stderr.

    \b
    Examples:
      consensus translation show fr
      consensus translation show fr D1
    """
    from consensus.model.lookup import find_draft
    from consensus.reports.translations import language_versions
    from consensus.working_group.write_text import write_translation

    with reading() as group:
        found = find_draft(group.state, draft)
        text = write_translation(group.state, found, language)
        (version,) = language_versions(group.state, [found], language)
        if as_json:
            output.write_json({**output.plain(version), "text": text})
            return
        output.write_exactly(text)
        output.say(version.sentence)
