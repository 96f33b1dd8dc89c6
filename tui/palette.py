"""The palette: every action of every screen, every paper, every place, by the words people use."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import partial
from typing import Any, cast

from attrs import frozen
from textual.command import Command, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.markup import escape
from textual.screen import Screen
from textual.types import IgnoreReturnCallbackType
from textual.widgets import OptionList

from consensus.errors import ConsensusError
from consensus.model.people import AudiencePolicy, Style
from consensus.reports.audience import Audience
from consensus.rules.expression import parse_rule, procedures
from tui.keymap import EVERYWHERE, Action, actions_of, key_of, shown_key
from tui.screens.base import KeyQueueApp, opens_dialog
from tui.screens.deliver import DeliverScreen, redact
from tui.screens.dialogs import Confirm, Pick
from tui.screens.dossier import DossierScreen
from tui.screens.package import PackageScreen
from tui.settings import THEMES, place_of_preferences
from tui.views.deliver import About, Offer, abouts_look, deliver_look, of_target
from tui.views.planning import Sheet, papers_look
from tui.views.text import Choice, Span, members_view, targets_view
from tui.widgets.frame import PLACES
from tui.widgets.rows import as_written

PLACEHOLDER = "What to do, or where to go: decide 3, redact MER, summary, theme"
_MOST = 40
_WAIT_SECONDS = 0.01
_NEAREST = 3
_SHORT = 3
_ABOUT_PLACES = ("step", "dossier", "draft", "grid")
"""The screens whose actions can be named together with a text, the likeliest first."""

_WORD = re.compile(r"[\w.]+")
_EXACT, _TOGETHER, _TITLE, _INSIDE, _WORDS, _LETTERS = 1000.0, 500.0, 90.0, 80.0, 70.0, 50.0
_SCORE_OF_PLACES = 0.1
"""A place that only has the words somewhere comes after everything that can be done."""

_IDLE = frozenset(("the", "a", "an", "of", "to", "is", "as", "on", "for", "my"))
_REDACTING = ("redact", "erase", "anonymise")
_ALSO = {
    "record": "export backup copy record steps",
    "meeting": "minutes",
    "summary": "minutes report of the chair",
    "changes": "revision Word file tracked changes redline",
    "draft": "Word file of the text clean",
    "matrix": "who stands where",
    "participants": "attendance who was there",
    "concordance": "renumbering old and new labels",
}
_POLICIES = {
    AudiencePolicy.UN: "what was public in the room is public; the position of a member is not",
    AudiencePolicy.IETF: "the public reads what members read: who said what, and why",
    AudiencePolicy.CHATHAM_HOUSE: "Chatham House: nobody reads who said it or took part",
    AudiencePolicy.ASSEMBLY: "members are numbers, and positions are totals",
}
_FORMS = {"word": "docx", "docx": "docx", "html": "html", "csv": "csv", "json": "json"}


class AtOnce(partial[Any]):
    """What records something with no question before."""


class Palette(CommandPalette):
    """The palette; a click on what would be recorded at once only goes to it."""

    _by_key = False

    def _action_command_list(self, action: str) -> None:
        self._by_key = action == "select"
        super()._action_command_list(action)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leaves out what a click would record."""
        is_at_once = isinstance(cast("Command", event.option).hit.command, AtOnce)
        if is_at_once and not self._by_key:
            event.stop()
            event.prevent_default()


@frozen
class Entry:
    """Something that can be done, or a place to go to."""

    title: str
    help: str
    run: IgnoreReturnCallbackType
    where: str = ""  # the digit of the screen and the key that do the same
    called: tuple[str, ...] = ()  # what it is called, such as a label, a handle or a code
    is_place: bool = False
    also: str = ""  # other words that people use for it

    @property
    def is_at_once(self) -> bool:
        """Whether it records something with no question before."""
        return isinstance(self.run, AtOnce)

    def score(self, query: str, words: list[str]) -> float:
        """Returns how well it is meant by what was typed; 0 for not at all."""
        title = self.title.casefold()
        if query in map(str.casefold, self.called):
            return _EXACT
        known = _WORD.findall(title)
        told = [*known, *_WORD.findall(f"{self.help} {self.also}".casefold())]
        found = 0.0
        if _each_begins(words, known):
            found = _TITLE + title.removeprefix("write: ").startswith(query)
        elif query in title:
            found = _INSIDE
        elif _each_begins(words, told):
            found = _WORDS
        return found * _SCORE_OF_PLACES if self.is_place else found

    def has_letters(self, query: str) -> bool:
        """Returns whether its title has these letters in order, each word from its beginning."""
        letters = map(re.escape, query.replace(" ", ""))
        return bool(re.search(r"\b" + r"(?:|.*?\b)".join(letters), self.title.casefold()))


def _each_begins(words: Iterable[str], known: Iterable[str]) -> bool:
    known = tuple(known)
    # What is typed may be of more than one.
    stems = (word.removesuffix("s") if len(word) > _SHORT else word for word in words)
    return all(any(each.startswith(stem) for each in known) for stem in stems)


class Everything(Provider):
    """Palette provider of everything that the screens can do and show."""

    @property
    def _app(self) -> KeyQueueApp:
        return cast("KeyQueueApp", self.app)

    async def startup(self) -> None:
        """Reads what there is to go to."""
        worker = self._app.record_worker
        self._targets: tuple[Choice, ...] = ()
        self._members: tuple[Choice, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self._abouts: list[tuple[Offer, About]] = []
        self._papers: list[Entry] = []
        self._form = ""
        try:
            self._targets = await worker.look(targets_view)
            self._members = await worker.look(members_view)
            view = await worker.look(deliver_look(self._app.target, self._app.member, {}))
            self._offers = view.offers
            for offer in view.offers[:2]:
                found = await worker.look(abouts_look(offer.key))
                self._abouts += ((offer, about) for _, about in found)
            for sheet in Sheet:
                listed = await worker.look(papers_look(sheet))
                self._papers += (
                    self._place(e.key, e.what, f"{sheet}: {e.when}", self._app.go_to_paper, sheet)
                    for e in listed.lines
                )
        except ConsensusError as error:
            self._app.tell(str(error), is_problem=True)
        self._entries = [
            *self._actions(),
            *self._reports(),
            *self._settings(),
            *self._places(),
        ]

    async def discover(self) -> Hits:
        """Yields what can be done on this screen and everywhere, before anything is typed."""
        for entry in self._entries:
            if not (entry.is_place or entry.is_at_once):
                yield DiscoveryHit(_shown(entry, []), entry.run, entry.title, _plain(entry.help))

    async def search(self, query: str) -> Hits:
        """Finds what is meant; if nothing is, what is nearest, and the keys of the screen."""
        typed = query.strip()
        query = " ".join(query.casefold().replace("'", "’").split())
        told = _WORD.findall(query) or [query]
        words = [each for each in told if each not in _IDLE] or told
        self._form = next((_FORMS[each] for each in words if each in _FORMS), "")
        found = [(each.score(query, words), each) for each in self._entries]
        found += ((_TOGETHER, each) for each in self._together(typed))
        if not any(score >= _LETTERS for score, _ in found):
            commands = [each for each in self._entries if not each.is_place]
            found += ((_LETTERS, each) for each in commands if each.has_letters(query))
        found = sorted((each for each in found if each[0]), key=lambda each: -each[0])[:_MOST]
        for number, (score, entry) in enumerate(found or self._nearest(query)):
            shown = _shown(entry, words)
            score -= number / _MOST / 10
            yield Hit(score, shown, entry.run, entry.title, _plain(entry.help))

    def _nearest(self, query: str) -> list[tuple[float, Entry]]:
        def likeness(entry: Entry) -> float:
            names = (*entry.called, *entry.title.casefold().split())
            return max(SequenceMatcher(None, query, each.casefold()).ratio() for each in names)

        entries = [each for each in self._entries if not each.is_at_once]
        near = sorted(entries, key=likeness, reverse=True)[:_NEAREST]
        shows = partial(self.app.run_action, "help", self.app)
        keys = Entry("all keys", "What can be done on this screen", shows, "?")
        return [(1.0, each) for each in (*near, keys)]

    # Entries.

    def _actions(self) -> Iterator[Entry]:
        """Yields the actions of this screen, of all, and of every other one, each once."""
        here = actions_of(type(self.screen))
        seen = {(each.label, each.help) for each in (*here, *EVERYWHERE)}
        offered: list[tuple[Action, DOMNode]] = [(e, self.screen) for e in here if _is_offered(e)]
        offered += ((each, self.app) for each in EVERYWHERE if each.listed)
        for action, node in offered:
            does = AtOnce if action.records else partial
            yield self._entry(action, does(self.app.run_action, action.does, node))
        for place, screen in screens_by_place(self._app):
            for action in actions_of(screen):
                is_new = (action.label, action.help) not in seen
                if is_new and _is_offered(action) and not action.records:
                    seen.add((action.label, action.help))
                    there = partial(do_there, self._app, place, action.does)
                    yield self._entry(action, there, _digit(place))

    def _entry(self, action: Action, run: IgnoreReturnCallbackType, digit: str = "") -> Entry:
        where = f"{digit} {shown_key(self.app, action)}".strip()
        return Entry(action.label, action.help, run, where)

    def _reports(self) -> Iterator[Entry]:
        """Yields what is written and looked at: each paper, and those on meetings and revisions."""
        for offer in self._offers:
            forms = ", ".join(offer.forms).replace("docx", "Word file (docx)")
            also = f"report {offer.key} {_ALSO.get(offer.key, '')}"
            write, read = (partial(self._deliver, offer.key, reads=e) for e in (False, True))
            title = f"{offer.title[:1].lower()}{offer.title[1:]}"
            yield Entry(f"write: {title}", f"as {forms}", write, "8", also=also)
            yield Entry(f"look at: {title}", "as it would be", read, "8", also=f"{also} {forms}")
        for offer, about in self._abouts:
            run = partial(self._deliver, offer.key, about=about, reads=True)
            revision = re.sub(r"\W", "", about.words.split(" since ")[0])
            called = (revision, revision.casefold()) if " since " in about.words else ()
            title = f"{offer.title}, {about.words}"
            yield Entry(title, "as it would be", run, "8", called, also=_ALSO[offer.key])

    async def _deliver(self, key: str, *, about: About | None = None, reads: bool = False) -> None:
        is_there = await go_and_wait(self._app, "papers")
        if is_there and isinstance(self._app.screen, DeliverScreen):
            self._app.screen.select(key, about, self._form, reads=reads)

    def _settings(self) -> Iterator[Entry]:
        own = [each.name for each in THEMES]
        for theme in (*own, *(each for each in self.app.available_themes if each not in own)):
            name = theme.removeprefix("consensus-")
            run = partial(setattr, self.app, "theme", theme)
            yield Entry(f"theme: {name}", "Colours of the screens", run)
        for audience in Audience:
            for_whom = partial(self._show_to, audience)
            yield Entry(f"audience: {audience}", "For whom papers are written", for_whom, "8 A")
        titles = " ".join(each.title for each in procedures().values())
        yield _of_body(self._app, "rule", "When a text is agreed", titles)
        yield _of_body(self._app, "style", "Words of papers and members", " ".join(Style))
        tells = "What papers show of members"
        yield _of_body(self._app, "audience policy", tells, " ".join(_POLICIES.values()))
        path = place_of_preferences()
        tell = partial(self._app.tell, f"keys and theme of your own: {path}")
        yield Entry("keys: change them", "Where the keys and the theme of your own are set", tell)

    async def _show_to(self, audience: Audience) -> None:
        is_there = await go_and_wait(self._app, "papers")
        if is_there and isinstance(self._app.screen, DeliverScreen):
            self._app.screen.show_to(audience)

    def _places(self) -> Iterator[Entry]:
        for each in self._targets:
            handle, _, words = each.explanation.partition("  ")
            yield self._place(each.name, words, "go to it", self._go_to, each.key, handle)
        for each in self._members:
            go_to = self._app.go_to_member
            title = each.explanation
            run = partial(go_to, each.key)
            yield Entry(f"{each.key}  {title}", "its positions", run, "4", (each.key,), True)
        yield from self._papers

    def _place(
        self, name: str, words: str, does: str, go: Callable[..., Any], key: Any, handle: str = ""
    ) -> Entry:
        given = (key, name) if isinstance(key, Sheet) else (key,)
        called = tuple(filter(None, (name, handle)))
        return Entry(f"{name}  {words}", does, partial(go, *given), "j", called, True)

    async def _go_to(self, target: str) -> None:
        await self._app.go_to(target)

    def _together(self, typed: str) -> Iterator[Entry]:
        """Yields actions on a place that was named with them, such as `gavel 3`."""
        verb, _, rest = typed.partition(" ")
        if rest and verb.casefold() in _REDACTING:
            codes = {
                each.key.casefold(): each.explanation.removesuffix(" (observer)")
                for each in self._members
            }
            words = codes.get(rest.casefold(), rest)
            run = partial(_redact, self._app, words)
            yield Entry(f"redact {words}", "Erase these words for good, after a look", run)
        verb, _, name = typed.casefold().rpartition(" ")
        if not verb:
            return
        for target in self._targets:
            handle = target.explanation.partition("  ")[0]
            if name in (target.name.casefold(), handle.casefold()):
                yield from self._on_target(verb, target, handle)
        for member in self._members:
            if name == member.key.casefold():
                for offer in self._offers:
                    if offer.key == "member" and _names(verb, offer.key, offer.title):
                        about = About(member.key, f"of {member.key}", {"subject": member.key})
                        go = partial(self._deliver, "member", about=about, reads=True)
                        yield Entry(f"{offer.title}: {member.key}", "report", go, "8")

    def _on_target(self, verb: str, target: Choice, handle: str) -> Iterator[Entry]:
        screens = dict(screens_by_place(self._app))
        seen = set[str]()
        for place in (each for each in _ABOUT_PLACES if each in screens):
            for action in actions_of(screens[place]):
                name = action.id.rpartition(".")[2]
                names = action.label, name, action.does.partition("(")[0]
                if action.records or name in seen or not _names(verb, *names):
                    continue
                seen.add(name)
                run = partial(do_there, self._app, place, action.does, target.key)
                yield Entry(f"{action.label} {target.name}", action.help, run, _digit(place))
        for offer in self._offers:
            about = of_target(offer.key, target.name, handle)
            if about and _names(verb, offer.key, offer.title):
                go = partial(self._deliver, offer.key, about=about, reads=True)
                yield Entry(f"{offer.title}: {target.name}", "report", go, "8")


def screens_by_place(app: KeyQueueApp) -> Iterator[tuple[str, type[Screen[Any]]]]:
    """Yields the screens that `do_there` goes to: those with a number, and on a text."""
    yield from ((place, cast("type[Screen[Any]]", each)) for place, each in app.MODES.items())
    yield from (("dossier", DossierScreen), ("package", PackageScreen))


async def go_and_wait(app: KeyQueueApp, place: str) -> bool:
    """Goes to one of these screens, and waits until it shows something; False if it cannot."""
    if place in app.MODES:
        await app.action_go(place)
    elif app.target or place == "package":
        app.open_screen(place, app.target)
    else:
        app.tell(f"select an item first: {key_of(app, 'jump')} goes to one", is_problem=True)
        return False
    screen = app.screen
    await app.until_idle(screen)
    looking = [e for e in app.workers if e.node is screen and e.group == "look"]
    while any(not each.is_finished for each in looking):
        await asyncio.sleep(_WAIT_SECONDS)
    return app.screen is screen  # else somebody has gone on meanwhile


async def do_there(app: KeyQueueApp, place: str, does: str, target: str = "") -> None:
    """Does what can be done on one of these screens there, perhaps on a text."""
    if target:
        app.turn_to(target)
    if await go_and_wait(app, place):
        await app.run_action(does, app.screen)


@opens_dialog
async def _redact(app: KeyQueueApp, words: str) -> None:
    await redact(app, words)


def _of_body(app: KeyQueueApp, what: str, help: str, also: str) -> Entry:  # noqa: A002
    return Entry(f"{what}: choose another", help, partial(_choose, app, what), also=also)


@opens_dialog
async def _choose(app: KeyQueueApp, what: str) -> None:
    """Asks for another rule, style or audience policy of the working group, and records it."""
    settings = await app.glance(lambda group, _: group.state.settings[""])
    if settings is None or app.refuses_in_the_past(f"another {what}"):
        return
    if what == "rule":
        now = settings.rule
        choices = [Choice(e.rule, e.name, e.title) for e in procedures().values()]
        if now not in [each.key for each in choices]:
            choices.insert(0, Choice(now, "as now", parse_rule(now).sentence))
    elif what == "style":
        now, choices = settings.style, [Choice(each, each) for each in Style]
    else:
        now, choices = (
            settings.policy,
            [Choice(*(each, each), _POLICIES[each]) for each in _POLICIES],
        )
    picked = await app.push_screen_wait(Pick(f"Which {what} of the working group?", choices, now))
    if picked is None or picked == now:
        return
    words = next(
        " – ".join(filter(None, (e.name, e.explanation))) for e in choices if e.key == picked
    )
    more = f"\n\n{parse_rule(picked).sentence}.\n\nAll results follow it." if what == "rule" else ""
    asked = Confirm(f"Another {what} for everything?", (Span(words), Span(more)), "record it")
    if not await app.push_screen_wait(asked):
        return
    if what == "rule":
        await app.record(f"rule: {words}", lambda group: group.set_rule(picked))
    elif what == "style":
        await app.record(f"style: {words}", lambda group: group.set_style(picked))
    else:
        await app.record(f"{what}: {words}", lambda group: group.set_audience_policy(picked))


def _names(verb: str, *names: str) -> bool:
    """Returns whether what was typed is the beginning of the words of one of the names."""
    return any(_each_begins(verb.split(), name.casefold().split()[:3]) for name in names)


def _is_offered(action: Action) -> bool:
    return action.listed or action.shown


def _digit(place: str) -> str:
    return next((str(n) for n, (each, _) in enumerate(PLACES, 1) if each == place), "")


def _plain(words: str) -> str:
    """Returns words for the palette to show as they are, though it takes markup."""
    return escape(as_written(words).plain)


def _shown(entry: Entry, words: list[str]) -> Content:
    """Returns the title with what was typed marked, and where it is."""
    title = as_written(entry.title)
    low = title.plain.casefold()
    for word in words:
        if len(low) == len(title) and (at := low.find(word)) >= 0:
            title = title.stylize("bold underline", at, at + len(word))
    return Content.assemble(title, (f"   {entry.where}" if entry.where else "", "$text-primary"))
