"""The grammar of amendment instructions: a vocabulary in four languages, and a table of forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from attrs import frozen


class Act(StrEnum):
    """The kind of change that an instruction requests."""

    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"
    REWRITE = "rewrite"
    NEW_ITEM = "new item"
    MOVE = "move"
    JOIN = "join"
    BRACKET = "bracket"
    UNBRACKET = "unbracket"
    RETAIN = "retain"
    RENUMBER = "renumber"


class Where(StrEnum):
    """Where words are inserted."""

    AFTER = "after"
    BEFORE = "before"
    BEGINNING = "beginning"
    END = "end"


# The vocabulary: words in four languages, by the letter that stands for them in a pattern.

_VOCABULARY: Mapping[str, str] = {
    "R": """
        replace replaces replacing replaced change changes changing changed amend amends amending
        amended modify modifying modified alter remplacer remplacez remplace remplacé remplacée
        remplacés remplacées changer modifier modifiez modifié modifiée ersetzen ersetze ersetzt
        ändern ändere geändert sustituir sustituye sustituyen sustitúyase sustitúyanse sustituido
        sustituida sustituidos sustituidas reemplazar reemplácese reemplácense reemplaza cambiar
        modificar modifíquese zu_ersetzen zu_ändern""",
    "S": "substitute substituting substitutes substituted",
    "D": """
        delete deletes deleting deleted remove removes removing removed strike strikes striking
        struck strike_out strike_through striking_out struck_out stricken omit omits omitting
        omitted drop dropping dropped leave_out leaving_out left_out take_out repeal repealing
        repealed supprimer supprimez supprime supprimé supprimée supprimés supprimées retirer
        retirez biffer abrogé abrogée streichen streiche gestrichen entfernen entfernt entfällt
        entfallen aufgehoben zu_streichen zu_entfernen suprimir suprímase suprímanse suprime
        suprimen suprimido suprimida suprimidos suprimidas eliminar elimínese elimínense elimina
        eliminan eliminado eliminada derogado derogada à_supprimer""",
    "I": """
        insert inserts inserting inserted add adds adding added append appending appended include
        insérer insérez insère inséré insérée insérés insérées ajouter ajoutez ajoute ajouté
        ajoutée ajoutés ajoutées einfügen eingefügt einzufügen ergänzen ergänze ergänzt hinzufügen
        hinzugefügt hinzuzufügen anfügen angefügt anzufügen füge fügen añadir añádase añádanse
        añade añaden añadido añadida agregar agréguese agrega insertar insértese insértense
        inserta insertan insertado insertada intercalar complété_par""",
    "M": """
        move moves moving moved relocate relocating transfer déplacer déplacez verschieben
        verschoben trasladar trasládese mover""",
    "J": """
        merge merging merged combine combining consolidate join fusionner fusionnez zusammenführen
        zusammenfassen fusionar fusiónense""",
    "K": """
        retain retaining retained keep keeping kept maintain preserve conserver conservez
        maintenir beibehalten mantener manténgase conservar""",
    "L": """
        renumber renumbered renumbering renumbered_as redesignate redesignated redesignating
        redesignated_as becomes become renuméroter renuméroté renumérotée renumérotés renumérotées
        devient deviennent umnummeriert pasa_a_ser pasan_a_ser renumérese renumérense""",
    "X": "bracket bracketing bracketed square-bracket",
    "k": """
        in_square_brackets in_brackets within_square_brackets within_brackets between_brackets
        between_square_brackets into_square_brackets brackets_around square_brackets_around
        entre_crochets entre_corchetes in_eckige_klammern in_klammern""",
    "u": """
        the_brackets_around the_square_brackets_around the_brackets_from the_brackets_on
        the_square_brackets_from the_brackets_in the_brackets the_square_brackets les_crochets
        die_eckigen_klammern die_klammern los_corchetes unbracket""",
    "U": "without_brackets without_square_brackets sans_crochets ohne_klammern sin_corchetes",
    "H": """
        say use write put place have read enclose set mettre mettez dire lire employer setzen
        sagen verwenden decir usar poner póngase léase""",
    "w": """
        it_is_proposed_that it_is_suggested_that it_is_recommended_that it_would_be_better_to
        schlagen_vor schlage_vor schlägt_vor""",
    "h": "prefer prefers préférer bevorzugen",
    "G": """
        instead_of rather_than in_place_of in_lieu_of au_lieu_de anstelle_von anstatt statt
        en_lugar_de en_vez_de donde_dice""",
    "i": "in of from at within under dans de du en von im aus del au aux on regarding sur",
    "B": "with by par durch por",
    "T": "to into zu",
    "F": "for pour für",
    "A": """
        after following immediately_after directly_after right_after immediately_following behind
        between entre zwischen après nach hinter después_de después_del tras""",
    "P": """
        before preceding immediately_before right_before directly_before avant vor antes_de
        antes_del""",
    "E": """
        throughout throughout_the_text throughout_the_draft throughout_the_document everywhere
        in_all_places in_both_places in_all_cases wherever_it_appears wherever_it_occurs
        wherever_they_appear wherever_they_occur wherever_this_occurs wherever_this_appears
        wherever_occurring wherever_appearing each_place_it_appears each_place_it_occurs
        each_place_they_appear each_place_such_term_appears each_time_it_appears
        each_time_it_occurs every_time_it_appears every_time_it_occurs both_times twice
        across_the_text across_the_draft across_the_document all_occurrences_of
        every_occurrence_of each_occurrence_of all_instances_of every_instance_of
        both_occurrences_of all_occurrences both_occurrences all_instances dans_tout_le_texte
        à_travers_tout_le_texte partout überall durchgehend im_ganzen_text jeweils
        en_todo_el_texto in_each_case in_the_whole_text chaque_fois_qu'il_apparaît""",
    "Z": """
        at_the_end to_the_end to_the_end_of at_its_end à_la_fin am_ende al_final at_the_end_of
        at_the_end_thereof before_the_period_at_the_end before_the_period before_the_full_stop
        before_the_final_full_stop before_the_semicolon before_the_semicolon_at_the_end""",
    "Y": """
        at_the_beginning at_the_start au_début am_anfang al_principio al_comienzo zu_beginn
        at_the_beginning_of at_the_start_of""",
    "V": """
        should_say it_should_say should_read shall_read would_read to_read will_read could_read
        must_read should_now_read to_now_read should_be_read reads_as_follows read_as_follows
        should_read_as_follows shall_read_as_follows to_read_as_follows would_read_as_follows
        reword_as reword_as_follows reword_to reword_to_read reword reworded_as_follows
        reworded_to_read rephrase rephrase_as rephrase_to rephrase_as_follows rewrite rewrite_as
        rewrite_as_follows redraft_as redraft redraft_as_follows is_amended_to_read
        are_amended_to_read is_amended_to_read_as_follows be_amended_to_read
        be_amended_to_read_as_follows is_replaced_as_follows amend_to_read change_to_read
        should_become to_become shall_become be_reworded_to_read se_lit_comme_suit se_lit
        devrait_se_lire doit_se_lire est_rédigé_comme_suit est_ainsi_rédigé est_ainsi_rédigée
        ainsi_rédigé ainsi_libellé est_ainsi_libellé est_libellé_comme_suit est_modifié_comme_suit
        est_ainsi_modifié lautet lautet_wie_folgt soll_lauten lauten wird_wie_folgt_gefasst
        werden_wie_folgt_gefasst erhält_folgende_fassung erhalten_folgende_fassung
        erhält_folgenden_wortlaut wird_wie_folgt_geändert dice debe_decir deberá_decir
        debería_decir queda_redactado_como_sigue quedará_redactado_como_sigue
        se_modifica_como_sigue queda_redactado_así change_to new_wording proposed_wording new_text
        proposed_text proposed_new_text suggested_text suggested_wording""",
    "f": """
        the_following as_follows the_following_text the_following_words the_following_wording
        the_text_below ce_qui_suit comme_suit le_texte_suivant ainsi_qu'il_suit wie_folgt
        folgendes folgenden_text folgende_wörter folgender_text lo_siguiente el_texto_siguiente
        el_siguiente_texto como_sigue following_text reading qui_se_lirait mit_dem_text que_diga
        siguiente siguientes suivant suivante suivants stating les_mots_suivants
        las_siguientes_palabras""",
    "N": """
        a_sentence a_phrase une_phrase einen_satz una_frase the_word the_words word words
        the_phrase phrase the_term term the_terms the_expression the_text the_sentence the_clause
        the_passage the_wording the_reference_to the_references_to the_figure the_number le_mot
        les_mots mots l'expression le_terme les_termes la_phrase le_membre_de_phrase das_wort
        die_wörter die_worte den_wörtern dem_wort den_worten wörter wort die_angabe den_begriff
        der_begriff dem_begriff la_palabra las_palabras la_expresión el_término la_frase""",
    "W": """
        as_drafted as_it_is as_is as_it_stands unchanged it this the_whole_of all_of the_paragraph
        this_paragraph the_whole_paragraph the_entire_paragraph the_existing_paragraph
        whole_paragraph entire_paragraph paragraph the_whole_text the_article this_article
        whole_article entire_article the_recital this_recital the_recommendation
        this_recommendation the_item this_item this_clause the_whole_clause entire_clause
        this_subclause this_sub-clause this_section the_point this_point this_text
        the_current_text the_existing_text in_its_entirety entirely ce_paragraphe cet_article
        cet_alinéa diesen_absatz den_absatz este_párrafo este_apartado""",
    "x": """
        each is are be shall_be should_be must_be is_to_be are_to_be to_be will_be needs_to_be
        need_to_be could_be may_be would_be is_hereby are_hereby hereby should shall must a an
        wird werden ist sind soll sollen sollte sollten est sont soit soient serait être doit_être
        doivent_être à se debe_ser deberá_ser sea sean ha_de_ser der die das le la les el las los
        says states il there un une uno una ein eine einen the""",
    "p": "was were has_been have_been had_been had wurde wurden a_été ont_été fue fueron",
    "!": """
        not n't don't never no cannot can't against oppose opposes opposed object objects reject
        rejects disagree unless nicht kein keine keinen ne pas nunca sin if when why whether""",
    "&": "and et und y e sowie",
    "O": "or ou oder o either alternatively",
    "b": """
        because since so_that in_order_to as_this as_it as_the as_these as_that for_clarity
        for_consistency for_the_sake_of for_reasons_of to_align to_avoid to_ensure to_make
        to_clarify to_reflect to_allow to_improve to_match to_keep to_bring in_line_with
        in_view_of in_accordance_with consistent_with which thus given_that given due_to see cf
        reason rationale justification comment editorial explanation note for_legal_certainty
        as_audits as_there as_we as_they car parce_que afin_de afin_que puisque en_effet
        pour_plus_de voir weil da damit um denn siehe begründung porque ya_que para_que puesto_que
        véase a_fin_de thanks thank_you so according_to typo nit""",
    "v": """
        renumber_accordingly and_renumber_accordingly and_renumber_the_following_paragraphs
        and_renumber_subsequent_paragraphs and_renumber_the_remaining_paragraphs
        and_renumber_following_paragraphs""",
}
# What a sentence says beside what it asks for, and what that means of the rest, by name.
_BESIDE: Mapping[str, str] = {
    "limit": """
        provided subject_to assuming only except but save until pending perhaps maybe otherwise
        likewise same also here never si no_longer fallback where_appropriate s'il sauf à_condition
        sous_réserve à_moins sinon mais seulement aussi falls sofern wenn außer nur vorbehaltlich
        sonst aber auch salvo siempre_que excepto pero sólo solo también""",
    "revoked": """
        withdraw withdrawn withdrew no_longer not_agreed not_supported retiré retirée zurückgezogen
        retirado retirada""",
    "draft": """
        document whole_text whole_draft across_the_text across_the_draft le_texte du_texte partout
        ganzen_text überall el_texto""",
    "count": "both twice two les_deux beide beiden beider dos ambos",
    "word": "word words phrase term terms expression mot mots wort wörter worte palabra palabras",
    "text": """
        paragraph article section clause recital item point text paragraphe alinéa absatz artikel
        párrafo artículo apartado""",
}
_ARROW = r"→|->|=>|⇒|⟶|-->"
NEW_WORDS = (
    r"(?:(?:an?|the|une?|le|la|l'|un|ein(?:e[nmrs]?)?|el)\s+)?(?:new|following\s+new|following"
    r"|additional|further|nouve\w+|neue\w*|folgende\w*|nuev[oa]s?|siguiente)\s+"
)
# Words before an instruction that ask for nothing themselves.
_LEAD = """
    please kindly we i would like suggest suggests suggested propose proposes proposed proposing
    recommend recommends request requests ask asks wish want wants to that the amendment
    secretariat also then my our delegation you it better best be should could might may can nous
    proposons de wir schlagen vor bitte proponemos proponer prière veuillez hello hi dear all and
    for is see do si es wird on behalf of group finally first second secondly next similarly
    likewise therefore hereby se il y a lieu propone there werden"""
LEAD_WORDS = frozenset(_LEAD.split())
_QUOTES = (
    r"“([^“”]{1,4000})”|„([^„“”]{1,4000})[“”]|«\s?([^«»]{1,4000}?)\s?»|»([^«»]{1,4000}?)«"
    r"|``([^`]{1,4000}?)''|\"([^\"]{1,4000})\"|‘([^‘]{1,4000}?)’(?!\w)"
    r"|(?<!\w)'([^']{1,4000}?)'(?!\w)|`([^`]{1,4000})`|‹([^‹›]{1,4000})›"
)
QUOTES = re.compile(_QUOTES)
_LINES = (
    r"(?:(?:on|at|in|auf|à la|en la)\s+)?(?:(?:the\s+)?(?:lines?|pages?|p\.|lignes?|zeilen?|seiten?"
    r"|líneas?|páginas?)\s*\d{1,4}(?:\s*(?:[-–]|to|through|and)\s*\d{1,4})?\s*,?\s*)+"
)
_NTH = (
    r"(?:the\s+|le\s+|la\s+|das\s+|die\s+)?(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd"
    r"|4th|5th)\s+(?:(?:occurrence|instance|mention|use|appearance)s?(?:\s+of)?"
    r"|(?:time|place)\s+(?:it|they|such\s+term)\s+(?:appears?|occurs?))"
)
_WHICH = r"(?:the\s+)?(?P<which>first|second|third|fourth|fifth|last)\s+(?:word\s+)?(?=[“„«\"‘'`])"
NTHS = {
    **{
        word: number
        for number, word in enumerate(["first", "second", "third", "fourth", "fifth"], 1)
    },
    **{word: number for number, word in enumerate(["1st", "2nd", "3rd", "4th", "5th"], 1)},
    "last": -1,
}
IN = (
    r"(?:in|of|to|from|at|within|under|dans|de|du|en|von|im|aus|zu|del|au|aux|à la|à|al|a la|a|on"
    r"|regarding"
    r"|sur|an|by)\s+"
)
HANDLE = re.compile(r"[A-Z]{1,3}\d{1,4}\b")
BULLET = re.compile(r"^\s*(?:[-*•–·]|\(?\d{1,2}[.)]|[a-z]\))\s+")


@cache
def scanner() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Returns the pattern of one word of the vocabulary, and each with its letter."""
    kinds = {
        phrase.replace("_", " "): kind
        for kind, phrases in _VOCABULARY.items()
        for phrase in phrases.split()
    }
    longest = sorted(kinds, key=len, reverse=True)
    words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest)
    pattern = (
        rf"(?P<quote>{_QUOTES})|(?P<arrow>{_ARROW})|(?P<lines>{_LINES})|(?P<nths>{_NTH})"
        rf"|(?P<times>\(?\d+ (?:occurrences|times|instances)\)?)|(?P<whichs>{_WHICH})"
        rf"|(?P<known>(?:{words})(?![\w-]|['’]\w))|(?P<word>\w+(?:[-'’.]\w+)*)"
        r"|(?P<sign>\S)"
    )
    return re.compile(pattern, re.IGNORECASE), kinds


@cache
def phrases(*kinds: str) -> re.Pattern[str]:
    """Returns the pattern of the phrases of some letters of the vocabulary, or names beside it."""
    words = " ".join({**_VOCABULARY, **_BESIDE}[each] for each in kinds).split()
    longest = sorted(map(re.escape, words), key=len, reverse=True)
    any_of = "|".join(longest).replace("_", r"\s+")
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)


# The table: the letters of the vocabulary in the order in which they come. `q` is a quotation, `~`
# one or words without marks, `C` a citation, `n` what is called new. Punctuation, what says where,
# leads in or introduces a quotation, and words such as "the" and "is" are taken out before.

_FORMS: Mapping[Act, Mapping[Where, str]] = {
    Act.NEW_ITEM: {
        Where.AFTER: """
            I n A cited:C Z? new:q|I A cited:C n? new:q|I new:q n? A cited:C|A cited:C I n? new:q
            A cited:C n I new:q|n I A cited:C new:q|n A cited:C new:q
            A cited:C n new:q|A cited:C new:q I|A cited:C I C V? new:q|I? cited:n I? new:q
            I? cited:C I? new:q""",
        Where.BEFORE: """
            I n P cited:C new:q|I P cited:C n? new:q|I new:q n? P cited:C|P cited:C I n? new:q
            P cited:C n I new:q|n I P cited:C new:q|n P cited:C new:q|P cited:C n new:q
            P cited:C new:q I""",
        Where.END: "I? n I? Z new:q|Z I? n I? new:q|I Z n new:q",
    },
    Act.REWRITE: {
        Where.AFTER: """
            V cited:C [TB]? new:q|R (?:Wi)? cited:C [BT] new:~|(?:Wi)? cited:C R [BT] new:q
            cited:C B new:q R|F cited:C [SR] new:q|S new:q F cited:C|cited:C V [TB]? new:~
            R W* [BT] new:~|W* V W* [TB]? new:q"""
    },
    Act.DELETE: {
        Where.AFTER: """
            D (?:Wi?)* cited:C W*|(?:Wi?)* cited:C D W*|W? T? D W*""",
    },
    Act.MOVE: {
        Where.AFTER: "M? cited:C M? T? A beside:C|M W* T? A beside:C",
        Where.BEFORE: "M? cited:C M? T? P beside:C|M W* T? P beside:C",
    },
    Act.JOIN: {
        Where.AFTER: """
            J cited:C [B&T] beside:C|J W* [BT] beside:C|J cited:C V new:q
            J cited:C [B&T] beside:C V new:q|J cited:C""",
    },
    Act.BRACKET: {
        Where.AFTER: """
            (?:X|H?k) old:q|H? old:q H? (?:k|X) H?|(?:X|H?k) (?:Wi)? cited:C
            H? (?:Wi)? cited:C H? (?:k|X) H?|(?:X|H?k) W*|H W* k""",
    },
    Act.UNBRACKET: {Where.AFTER: "D? u old:q|[KH]? old:q U|D? u (?:Wi)? cited:C|D? u D? W*"},
    Act.RETAIN: {
        Where.AFTER: "K (?:Wi?)* (?:old:q|cited:C) W*|K [WN]+|(?:old:q|cited:C) K",
    },
    Act.RENUMBER: {Where.AFTER: "L? cited:C L? w? [TB]? beside:C"},
    Act.REPLACE: {
        Where.AFTER: """
            D old:q Z? & I new:q|D old:q & [RS] W? [BT] new:q|D old:q & S new:q
            old:q D & (?:R[BT]|I) new:q|R old:q [BTi]? new:q|old:q R [BTi] new:q
            old:q [BTi] new:q R|S new:~ F old:~|S old:q B new:q|F old:q [SHV] new:q
            G old:q [HVS]? new:q|[HSV] new:~ G old:~|new:q G old:q|h new:q (?:[TGB]|w) old:q
            F? old:q W? [VH] new:q|R? old:~ > new:~"""
    },
    Act.INSERT: {
        Where.AFTER: """
            I new:q A old:q & beside:q|I new:~ A old:~|A old:~ I new:~|I A old:q new:q
            A old:q new:q I|new:q I A old:q""",
        Where.BEFORE: """
            I new:~ P old:~|P old:~ I new:~|I P old:q new:q|P old:q new:q I|new:q I P old:q""",
        Where.END: "I new:~ Z|I Z new:q|Z I new:~|Z new:q I|new:q I Z|I new:q",
        Where.BEGINNING: "I new:~ Y|I Y new:q|Y I new:~|Y new:q I|new:q I Y",
    },
}
_LAST_FORMS = ((Act.DELETE, "D old:q Z|D old:~|old:q T? D"), (Act.REPLACE, "R old:~ [BTi] new:~"))


@frozen
class Form:
    """A form that instructions have: what they ask for, as letters of the vocabulary."""

    act: Act
    where: Where
    letters: str


FORMS = tuple(
    Form(act, where, form.strip())
    for act, where, forms in (
        *((act, where, forms) for act, by in _FORMS.items() for where, forms in by.items()),
        *((act, Where.AFTER, forms) for act, forms in _LAST_FORMS),
    )
    for form in re.split(r"\n|(?<!\()\|(?![^(]*\))", forms.strip())
)
"""The forms, those first that others would read otherwise."""


@cache
def compiled_forms(has_quotes: bool) -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """Returns the forms compiled, for sentences with or without quotations."""
    made: list[tuple[Form, re.Pattern[str]]] = []
    for each in FORMS:
        form = re.sub(r"(\w+):([\w~])", r"(?P<\1>\2)", each.letters).replace(" ", "")
        made.append((each, re.compile(form.replace("~", "q" if has_quotes else "[^q]+?"))))
    return tuple(made)
