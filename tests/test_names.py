"""The names in the code: those that gave way to standard terms do not come back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.test_layout import SOURCES

# A file or package, and the files, classes, functions, methods and constants that were in it.
# Names are never banned everywhere: a riddle in one place may be the right word in another.
_GONE = """
analysis: alike bearing chance division never_met
analysis.adjusted_rand: adjusted_rand
analysis.agreement: adjusted_rand
analysis.alike: find_alike
analysis.bearing: affected
analysis.chance: against_chance
analysis.coalitions: Division against_chance divide
analysis.division: Division divide
analysis.duplicates: find_alike
analysis.never_met: find_never_met
analysis.order: find_never_met
analysis.packages: Prospect _fallen _falling _prospect falling_with
analysis.what_if: affected
cli.amendment: _tell_amendments _who_is_who tell_columns
cli.context: Session listed reading_with_acts session
cli.decision: _parted
cli.draft: _tell_amendments
cli.merge: _tell_nothing
cli.output: _tell_numbers made_by say tell_contested tell_import tell_step tell_texts
cli.position: _tell
cli.record: _tell _tell_waiting
cli.report: _tell
cli.serve: _tell
cli.status: tell_dossier
cli.sync: _tell tell_withheld
formats: docx_tracing ladder mime origin provision quotations
formats.amendment_rows: with_columns
formats.bracket_notation: storable
formats.citations: Provision _CitationParser.take _Reading _one_of read_citation
    read_provision token
formats.contributions: _Reader _written
formats.conversion: _Writing
formats.docx: marks masthead paper phrase
formats.docx.archive: _protected
formats.docx.document: RevisionKind.adds RevisionKind.takes_out
formats.docx.reader: FIELD_SIGN FieldTracker.hides FieldTracker.take Fields Phrase
    PhraseReader _COMMENT_SIGN _SIGNS _counting _joined choice
formats.docx.styles: FOOTNOTE_SIGN MASTHEAD
formats.docx.view: _Joining
formats.docx.writer: Marks Masthead TitleBlock.called TitleBlock.original TitleBlock.spelling
formats.docx.xml: parsed qualified runs_left stretches symbol valued written
formats.draft: Origin SourceMap.place _Folding
formats.draft_docx: DocxSource.taking _Reading _Tracer trace
formats.draft_text: _MarkdownReading _PlainReading _signs_in escape_closing_signs
formats.draft_version: _Rising
formats.draft_writer: _Writing _indented _labelled _outlined _unlabelled
formats.guess_columns: _plain
formats.html: _escaped _marked html_text
formats.instructions: HELD HELD_END Sentence bare cited_alone hold leading put_back
formats.labels: LabelNesting.below LabelNesting.record Ladder Numerals.read Numerals.write
    _Rung _counted
formats.mail: Decoder.end Decoder.take _Maker _Peeked _Sink _answering _chosen _joined _signed
    _told _unquoted decoder_of part_text unflowed
formats.marked_text: _from _mapped _says decided flat labelled typed
formats.placing: CitationIndex.spot Citations Placer.bare Placer.named Spot Spots
    above_in as_printed carried inserted put_at_end put_before replaced
formats.position_rows: _taken _whole
formats.review_authors: _told_apart
formats.review_text: Margin carried lay_beside untracked
formats.rows: Columns.known Record _Found _Pairs _Scan _broken _doubled _flat _separator
    _told_apart _written finding_of folded in_order make_record read_json_records read_records
    shown take_rows
formats.source: _plain sound unreadable_at
formats.tracked_text: _begun _by _joined _more _protected _said _unprotected _written
    bracketed codes_of
formats.votes: _Reader _plain needed_records said_once
history: amends collection intake joining order substitutes
history.amends: Amends amends_of joins looking_back looks_back name_looks_back said_back
history.collection: collection_paused count_as_old
history.corrections: Amends amends_of joins looking_back looks_back name_looks_back narrower
    said_back
history.intake: replay_on_trial steps_that_come_in
history.joining: _narrowest_substitutes amends_of_joined join_of
history.operation: Act
history.order: Follower Following in_order
history.replay: act_of apply_as_far_as_it_goes collection_paused count_as_old problem_of_act
    unsound
history.replicas: _narrowest_substitutes amends_of_joined join_of replay_on_trial
    steps_that_come_in
history.snapshot: Start _called
history.step: Follower Following Sealed Signed _seal in_order
history.substitutes: narrower
model: conditions document_order journal naming packed_positions packed_roll packed_table
    pinning roll seats
model.conditions: Outlook effective
model.counting: Groups called counted_apart
model.counts: Groups counted_apart
model.journal: Journal
model.overtaken: Overtaken
model.packed_positions: FAULTS _Commons count_packed damaged pack unpack
model.packed_roll: PackedRoll pack_roll unpack_roll
model.packed_table: PackedTable _PACKED
model.pinning: fresh stale_among wanting
model.position_table: Call FAULTS PackedRoll PackedTable Roll Seats _Commons _PACKED
    count_packed damaged pack pack_roll unpack unpack_roll
model.positions: Source
model.rivals: combination_of rivals
model.roll: Call Roll
model.seats: Seats
model.staleness: Outlook effective fresh stale_among wanting
model.state: Journal Overtaken
model.tally: _by_group _told_apart called
reports: backing chronicle concerning matters relatives seen shown_verdict telling ties voice
reports.amendments: Relatives _named relatives
reports.analysis: Told
reports.audience: ShownVerdict _told as_seen_by show_verdict shown_statuses
reports.diagrams: drawn sketch
reports.diagrams.layout: Form Sketch Stroke _SIGN_WIDTH _placed _together form_of forms_of
    framed gathered size_of width_of_words
reports.diagrams.pictures: _STROKE_OF_EDGE _STROKE_OF_PROSPECT _said_of listed nothing
reports.diagrams.svg: _broken _whole drawn
reports.graph: ShownGraph Tie TieKind TiedText Ties _condition_ties show_graph ties
reports.history: Chronicler EntryBuilder.tell EntryBuilder.tell_each TOLD_ONE_BY_ONE _MANY
    concerns names_around of_an_act things_of
reports.holders: Backing Way _Said _named backing
reports.html.charts: _drawn drawing strip tie_diagram
reports.html.element: _escaped _flat _shown
reports.html.page: _signs_shown changes choices controls masthead named
reports.html.pages: _flat _labelled
reports.json: _Known json_pieces
reports.meeting_record: Told
reports.meetings: _counted _held _to_come
reports.next_items: is_open_matter matter_of matters_in_order
reports.outline: _plain csv_pieces quoted said strong typed
reports.outline_text: _SIGNS_AT_ONCE _marked gathered marked
reports.overtaken: OvertakenLine overtaken_lines
reports.planning: due_words
reports.reference: came_from closing drawn_on not_retained parts
reports.status: _public _whole
reports.step_sentences: MANY overtaken_sentences tell
reports.summary: narrator
reports.summary.context: Attribution.hears Attribution.tells Attribution.tells_offices
    Happening Narrator SummaryContext.speak_of Tell Telling Together _happenings again counted
    ended in_full located number opened parted
reports.summary.markup: Footing _escaped _held _marked _parted _plain _traced
reports.summary.meeting_sentences: FLOOR_TELLING OFFICE_TELLING PLANNING_TELLING
    _tell_attendance _tell_breach _tell_consultation _tell_done _tell_intervention
    _tell_meeting_to_come _tell_milestone _tell_nomination _tell_office _tell_refusal
    _tell_report_back _tell_silence _tell_speakers _tell_undertaking tell_agenda tell_meeting
    tell_opening
reports.summary.summary: _TELLING _written
reports.summary.text_sentences: DECISION_TELLING STANCE_TELLING TEXT_TELLING _alike _beside
    _inserted _joined _named _tell_arrangement _tell_changes _tell_contributions
    _tell_deadline _tell_decision _tell_draft _tell_package _tell_positions _tell_presented
    _tell_proposals _tell_questions _tell_revision _tell_sense _tell_statements
    _tell_withdrawals _tell_word _to
reports.wall: _named _plain
reports.words: SentenceContext.made SentenceContext.openly SentenceContext.thing
    SentenceContext.things Voice listed several spoken
rules: bench rings
rules.bench: Bench CAMPS Camp Queues _lined_up
rules.judgement: _adding rings
rules.moves: Bench CAMPS Camp Demands Queues Settlement _least _least_settlement _lined_up
    _ways_in least_move soften
rules.rings: rings
rules.settlement: Demands Settlement _shift soften
rules.verdict: Weight
rules.weight: Weight
serve: gate issued
serve.content: Hall Issue Issued Issues beside words
serve.gate: Gate
serve.hall: Hall
serve.issued: Issue Issued Issues
serve.pages: beside words
serve.security: Gate
serve.settings: checked
store: new_file past postgres_link postgres_place settling
store.copies: Union _joining unite write
store.doctor: _Aside _beside _traces
store.files: _put_in_place new_file
store.memory: PastStore
store.new_file: _put_in_place new_file
store.past: PastStore
store.port: follows is_as_kept
store.postgres: take_out
store.postgres_connection: Link PostgresPlace _LostError read_place translated
store.postgres_errors: translated
store.postgres_link: Link _LostError
store.postgres_place: PostgresPlace read_place
store.postgres_rows: take_out
store.settling: follows is_as_kept
store.sqlite: blank_wall lay_out log_of take_out translated
store.sqlite_errors: translated
store.sqlite_rows: take_out
text.anchor: Folded _folded_unit fold
text.brackets: Signs _Scan find_signs
text.display: made_visible neutralised restored
text.document: lay_out
text.hunk: write_bracket
tui.host: Host.half_typed
tui.screens.base: AskingApp Detailing Opening RecordScreen.desk_app asks
tui.screens.dialogs: _Foreseen matching
tui.screens.dossier: DossierActs
tui.screens.draft: Drafting Listing.take_in
tui.screens.meeting: Attending Convening GivingFloor Several
tui.screens.points: quoted
tui.screens.planning: Contributing Highlighting Planning Settling
tui.screens.target_commands: Asides Gavelling Speaking Supposing
tui.screens.wording: HalfTyped WordingScreen.foresee WordingScreen.take_in unrecorded
tui.views.analysis: headed listed named
tui.views.dossier: AsidesView Supposable SupposedView asides_view supposable supposed
tui.views.draft: marked
tui.views.meeting: MeetingView.wanting
tui.views.merge: MergeChoices.carried added favoured pieces_of_choices taking
tui.views.packages: _foreseen
tui.views.positions: saying
tui.views.text: Piece combined pieces_of_amendment pieces_of_change pieces_of_combination
    pieces_of_comparison pieces_of_wording told_apart
tui.views.tray: mail_pieces
tui.views.wording: HalfTyped bracketed bracketing carried_over consolidating
    consolidation_foresight dropping edit_foresight editing foresight lifting listed
    pieces_of_both pieces_of_sections proposing
tui.widgets.editor: WordCursor.let_go
tui.widgets.frame: fitting
tui.widgets.passage: fitted
tui.worker: Desk RecordWorker._put _Job
working_group.commands.imports: ImportActs MailActs
working_group.commands.meetings: AgendaActs FloorActs MeetingActs WallActs
    WallCommands.blank_wall WallCommands.push_to_wall
working_group.commands.people: MembershipActs NoteActs
working_group.commands.positions: ConsultationActs DecisionActs PositionActs ProcedureActs
    DecisionCommands.lift_pending
working_group.commands.sync: SyncActs WatchActs
    SyncCommands.bundle SyncCommands.let_go SyncCommands.overtaken
    SyncCommands.take_again SyncCommands.unbundle
working_group.commands.texts: AmendmentActs DraftActs TextActs
    AmendmentCommands.set_aside
working_group.commands.work: ContributionActs PlanningActs
    PlanningCommands.fulfil
working_group.counter_drafts: Demands touched
working_group.decisions: foresee_gavel
working_group.editing: Following Refreshing foresee spot_of
working_group.history_search: Chronicle
working_group.import_base: coined_code
working_group.import_contributions: _Intake
working_group.import_mail: Intake Offer OfferReader Pastes Requests _Offering _parted offers
    pieces plan_offers
working_group.log: _give_way files_that_hold follow_on resting_on still_there takes_back without
working_group.merging: Carried bracketing carried carried_parts carry_modifying
    carry_rearranging undecided
working_group.queries: Reading Queries.holders Queries.resting_on Queries.wall
working_group.sync: _lacking take_in
working_group.track_changes: _Fate
working_group.working_group: Acts WorkingGroup.from_bundle
"""


def gone() -> set[str]:
    """The whole names on the list."""
    found: set[str] = set()
    home = ""
    for word in _GONE.split():
        if word.endswith(":"):
            home = word.removesuffix(":")
        else:
            found.add(f"{home}.{word}" if home.startswith("tui.") else f"consensus.{home}.{word}")
    return found


@cache
def defined() -> set[str]:
    """The whole name of every file, of all that is defined at the top of one, and of methods."""
    return set(_defined())


def _defined() -> Iterator[str]:
    for module, path in SOURCES.items():
        yield module
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from (
                    f"{module}.{node.name}.{each.name}"
                    for each in node.body
                    if isinstance(each, ast.FunctionDef)
                )
            elif isinstance(node, ast.Assign):
                yield from (
                    f"{module}.{each.id}" for each in node.targets if isinstance(each, ast.Name)
                )
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield f"{module}.{node.target.id}"


def test_no_name_comes_back() -> None:
    """What was given the standard term for it is not called by its old name again."""
    assert gone() & defined() == set()


def test_the_list_names_what_could_come_back() -> None:
    """Every package on the list is there, and a name that is there would be found."""
    packages = {name.rpartition(".")[0] for name in SOURCES}
    assert {".".join(each.split(".")[:2]) for each in gone()} <= {*SOURCES, *packages}
    assert {"consensus.rules.moves", "consensus.rules.moves.StanceGroup"} <= defined()
