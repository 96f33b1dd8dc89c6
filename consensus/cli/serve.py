"""`consensus serve` and `projector`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import click

from consensus.cli import options, output
from consensus.cli.context import add_fields, reading_with_commands, record_context, say
from consensus.cli.framework import Noun, command
from consensus.cli.recording import recording
from consensus.errors import Rejected
from consensus.model.lookup import find_subject
from consensus.reports.json import plain
from consensus.reports.wall import Slide, View, slide_of
from consensus.serve.settings import Settings, validate_settings


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for every setting that says what it means."""
    for each in reversed([each for each in attrs.fields(Settings) if each.metadata]):
        said = dict(each.metadata)
        variable, within = said.pop("variable", None), said.pop("within", None)
        several = isinstance(each.default, tuple)
        name = "trusted-proxy" if several else each.name.replace("_", "-")
        function = click.option(
            f"--{name}",
            each.name,
            type=click.IntRange(*within) if within else None,
            default=each.default,
            show_default=bool(each.default),
            is_flag=each.default is False,
            multiple=several,
            envvar=variable,
            show_envvar=True,
            **said,
        )(function)
    return function


@command("serve")
@_options
def serve(**settings: Any) -> None:
    """Show a live page and the screens in browsers.

    The page shows what the projector shows, and the published revisions. It names nobody, and
    readers can change nothing. Readers on this computer need no token. All other readers and all
    facilitators need a token. Ctrl+C stops the command.

      consensus serve --host 0.0.0.0 --terminal
      consensus serve --public-url https://wg.example.org --trusted-proxy 127.0.0.1
      consensus serve --session-hours 4 --json
    """
    given = Settings(record_context().place(), record_context().user, **settings)
    validated = validate_settings(given)
    try:
        from consensus.serve.service import serve as start
    except ModuleNotFoundError as error:
        raise Rejected(
            f"serving needs {error.name}, which is not installed:"
            " pip install 'consensus-tracker[serve]'"
        ) from error
    start(validated, partial(_print_links, validated))


def _print_links(settings: Settings, address: str) -> None:
    """Prints the addresses of the pages; the links contain the tokens."""
    links = settings.links(address)
    if not output.wrote_json(links):
        for name, link in links.items():
            output.write(f"{name:9}  {link}")
        output.echo_status("Ctrl+C stops it")
    sys.stdout.flush()


@click.group("projector", cls=Noun)
def projector() -> None:
    """What the room sees.

    The projector changes only when you show a text, blank the projector, or change the text that
    it shows. Positions and decisions do not change it. The projector never names a member. For an
    undecided text it does not show how many members are in favour.
    """


def _name_of(slide: Slide) -> str:
    return " ".join(filter(None, (slide.title, slide.label)))


@projector.records_itself("show [TARGET]", "group.show_on_projector('3')")
@options.choice("--view", of=View, help="By default the change, if there is one.")
def push(target: str, view: str | None) -> None:
    """Show a text to the room.

    The room sees the change: what amendments take out and put in, and alternatives with letters.
    Without TARGET it shows the state of the drafts.

      consensus projector show 3 --view text
      consensus projector show D1
      consensus projector show
    """
    with recording(tries_itself=True) as group:
        if record_context().is_dry_run:
            subject = find_subject(group.state, target) if target else ""
            slide = slide_of(group.state, group.judgement(), subject, view or "")
        else:
            slide = group.show_on_projector(target, view or "")
        add_fields({"slide": plain(slide)})
        sees = "would see" if record_context().is_dry_run else "now sees"
        say(f"the room {sees} {_name_of(slide)}")


@projector.records_itself("blank", "group.blank_projector()")
def blank() -> None:
    """Show nothing.

    consensus projector blank
    """
    with recording(tries_itself=True) as group:
        if not record_context().is_dry_run:
            group.blank_projector()
        say(f"the room {'would see' if record_context().is_dry_run else 'now sees'} nothing")


@projector.shows("status", "group.projector()")
def show() -> None:
    """Show what the room sees now.

    consensus projector status
    """
    with reading_with_commands() as group:
        slide = group.projector()
    if output.wrote_json({"slide": slide}):
        return
    if slide is None:
        output.echo_status("the room sees nothing")
        return
    output.write(_name_of(slide), bold=True)
    for line in filter(None, (slide.source, slide.status, *(slide.drawn or slide.lines))):
        output.write(line)
    if slide.totals is not None:
        output.write(slide.totals.words)
