"""The grammar of amendment instructions: a vocabulary in four languages, and a table of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import product

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


# The vocabulary: words in four languages, by the letter that stands for them in a pattern; each of
# `{a,b}` makes a word of its own, and `_` is a space.

_VOCABULARY: Mapping[str, str] = {
    "R": """
        {replac,chang}{e,es,ing,ed} amend{,s,ing,ed} modif{y,ies,ying,ied} alter{,s,ing,ed}
        remplac{er,ez,e,é,ée,és,ées} changer modifi{er,ez,e,é,ée,és,ées} ersetz{en,e,t}
        änder{n,e,t} geändert zu_{ersetzen,ändern} sustitu{ir,ye,yen,ido,ida,idos,idas,yan}
        sustitúya{se,nse} reemplaz{ar,a,an,ado,ada} reemplác{ese,ense} cambiar modificar
        modifíque{se,nse}""",
    "S": "substitut{e,es,ing,ed} substitu{er,ez}",
    "D": """
        {delet,remov}{e,es,ing,ed} {strike,strikes,striking,struck,stricken}{,_out,_through} omit
        omits omitt{ing,ed} drop{,s,ping,ped} {leave,leaving,left,take,taking,taken}_out
        repeal{,s,ing,ed} {,à_}supprimer supprim{ez,e,é,ée,és,ées} retir{er,ez,é,ée,és,ées} biffer
        abrog{é,ée,és,ées,er} {,zu_}{streichen,entfernen} streiche gestrichen entfern{e,t}
        {entfäll,entfall}{t,en} aufgehoben suprim{ir,e,en,ido,ida,idos,idas} supríma{se,nse}
        elimin{ar,a,an,ado,ada,ados,adas} elimíne{se,nse} derogad{o,a,os,as}""",
    "I": """
        {insert,add,append}{,s,ing,ed} {insert,inserting}_in_lieu_thereof include
        ins{ér,èr}{er,ez,e,é,ée,és,ées}
        ajout{er,ez,e,é,ée,és,ées} complét{er,ez,é,ée} complété_par einfügen
        {ein,hinzu,an}{gefügt,zufügen}
        ergänz{en,e,t} {hinzu,an,}fügen füge añad{ir,e,en,ido,ida,idos,idas} añáda{se,nse}
        {agreg,insert}{ar,a,an,ado,ada,ados,adas} {agrégue,insérte}{se,nse} intercalar""",
    "M": """
        {mov,relocat}{e,es,ing,ed} transfer déplac{er,ez} verschieben verschoben trasladar
        trasládese mover""",
    "J": """
        {merg,combin}{e,es,ing,ed} consolidate join fusionn{er,ez} zusammen{führen,fassen}
        fusionar fusiónense""",
    "K": """
        retain{,s,ing,ed} keep{,s,ing} kept maintain preserve conserv{er,ez,ar} maintenir
        beibehalten mantener manténgase""",
    "L": """
        {renumber,redesignat}{,e,ed,ing} {renumbered,redesignated}_as become{,s}
        renumérot{er,é,ée,és,ées} devien{t,nent} umnummeriert {pasa,pasan}_a_ser
        renumére{se,nse}""",
    "X": "{,square-}bracket bracketing bracketed",
    "k": """
        {in,within,between,into}{,_square}_brackets {brackets,square_brackets}_around
        entre_{crochets,corchetes} in{,_eckige}_klammern""",
    "u": """
        the{,_square}_brackets{,_around,_from,_on,_in} les_crochets die{,_eckigen}_klammern
        los_corchetes unbracket""",
    "U": "without{,_square}_brackets sans_crochets ohne_klammern sin_corchetes",
    "H": """
        say use write put place placed have read enclose set mett{re,ez} dire lire employer setzen
        sagen verwenden decir usar poner póngase léase""",
    "w": """
        it_is_{proposed,suggested,recommended}_that it_would_be_better_to
        {schlagen,schlage,schlägt}_vor""",
    "h": "prefer{,s} préférer bevorzugen",
    "G": """
        instead_of rather_than in_{place,lieu}_of au_lieu_de anstelle_von anstatt statt
        en_{lugar,vez}_de donde_dice""",
    "i": "in of from at within under dans de du en von im aus del au aux on regarding sur",
    "B": "with by par durch por",
    "T": "to into zu",
    "F": "for pour für",
    "A": """
        {,immediately_,directly_}{after,following} right_after behind between entre zwischen après
        nach hinter después_{de,del} tras a_continuación_{de,del}""",
    "P": "{,immediately_,right_,directly_}before preceding avant vor antes_{de,del}",
    "E": """
        throughout{,_the_text,_the_draft,_the_document} across_the_{text,draft,document} everywhere
        in_all_{places,cases} in_{both_places,each_case,the_whole_text} both_times twice
        {wherever,each_place,each_time,every_time}_{it,they,this}_{appear,occur}{,s}
        each_place_such_term_appears wherever_{occurring,appearing} {every,each}_occurrence_of
        {all,both}_occurrences{,_of} all_instances{,_of} every_instance_of dans_tout_le_texte
        à_travers_tout_le_texte partout chaque_fois_qu'il_apparaît überall durchgehend
        im_ganzen_text jeweils en_todo_el_texto""",
    "Z": """
        {at,to}_the_end{,_of} at_its_end at_the_end_thereof before_the{,_final}_{period,full_stop}
        before_the_{period,semicolon}{,_at_the_end} à_la_fin am_ende al_final""",
    "Y": "at_the_{beginning,start}{,_of} au_début am_anfang zu_beginn al_{principio,comienzo}",
    "V": """
        {,it_}should_say {should,shall,would,to,will,could,must}{,_now}_read{,_as_follows}
        should_be_read read{,s}_as_follows {reword,rephrase,rewrite,redraft}{,_as,_as_follows}
        reword_to{,_read} rephrase_to reworded_{as_follows,to_read} {is,are,be}_replaced_as_follows
        {is,are,be}_amended_to_read{,_as_follows} {amend,change}_to_read {should,to,shall}_become
        be_reworded_to_read se_lit{,_comme_suit} {devrait,doit}_se_lire est_rédigé_comme_suit
        {,est_}ainsi_{rédigé,rédigée,libellé,modifié} est_{libellé,modifié}_comme_suit
        rédig{er,ez}_ainsi tendrá_la_siguiente_redacción lautet{,_wie_folgt} {soll_,}lauten
        {wird,werden}_wie_folgt_{gefasst,geändert}
        {erhält,erhalten}_folgende{_fassung,n_wortlaut} dice {debe,deberá,debería}_decir
        {queda,quedará,quedan}_redactad{o,a,os,as}_{como_sigue,así,del_siguiente_modo}
        {queda,quedará}_redactad{o,a}_{de_la_siguiente_manera,en_los_siguientes_términos}
        se_modifica_como_sigue change_to
        {new,proposed,suggested}_{wording,text} proposed_new_text""",
    "f": """
        the_following{,_text,_words,_wording} following_text as_follows the_text_below reading
        stating {ce_qui,comme}_suit le_texte_suivant ainsi_qu'il_suit suivant{,e,s}
        les_mots_suivants qui_se_lirait wie_folgt folgende{s,n_text,_wörter,r_text} mit_dem_text
        {lo,el_texto}_siguiente el_siguiente_texto las_siguientes_palabras siguiente{,s}
        como_sigue que_diga {con,del}_{el_,}siguiente_{texto,tenor} con_la_siguiente_redacción""",
    "N": """
        a_{sentence,phrase} {the_,}{word,words,phrase,term} the_{terms,expression,text,sentence}
        the_{clause,passage,wording,figure,number} the_reference{,s}_to {,les_}mots le_{mot,terme}
        l'expression les_termes {une,la}_phrase le_membre_de_phrase wort wörter das_wort
        {die,den}_{wörter,worte} {dem,den}_wort den_{wörtern,worten} {die,der,den}_angabe{,n}
        {den,der,dem}_begriff einen_satz {una,la}_frase la_{palabra,expresión} las_palabras
        el_término""",
    "W": """
        as_drafted as_it_is as_is as_it_stands unchanged it this the_whole_of all_of
        {the,this}_{paragraph,article,recital,recommendation,item,point}
        {,the_}{whole,entire}_{paragraph,article,clause} {the_existing_,}paragraph the_whole_text
        this_{clause,subclause,sub-clause,section,text} the_{current,existing}_text
        in_its_entirety entirely ce_paragraphe cet_{article,alinéa} {diesen,den}_absatz
        este_{párrafo,apartado}""",
    "x": """
        each is are be {shall,should,must,will,can,could,may,would,is_to,are_to,to}_be
        {needs_to,need_to}_be
        {is_,are_,}hereby should shall must a an wird werden ist sind soll sollen sollte sollten
        est sont soit soient serait être {doit,doivent}_être à se {debe,deberá}_ser sea sean
        ha_de_ser der die das le la les el las los says states il there un une uno una ein eine
        einen the""",
    "p": "was were {has,have,had}_been had wurde wurden a_été ont_été fue fueron",
    "!": """
        not n't don't never no cannot can't against oppose{,s,d} object{,s} reject{,s}
        disagree unless nicht kein keine keinen ne pas nunca sin if when why whether""",
    "&": "and et und y e sowie",
    "O": "or ou oder o either alternatively",
    "b": """
        because since so_that in_order_to as_{this,it,the,these,that,audits,there,we,they}
        for_{clarity,consistency,the_sake_of,reasons_of,legal_certainty} in_{line_with,view_of}
        to_{align,avoid,ensure,make,clarify,reflect,allow,improve,match,keep,bring}
        in_accordance_with consistent_with which thus given{,_that} due_to see cf reason rationale
        justification comment editorial explanation note according_to so typo nit thanks thank_you
        car parce_que afin_{de,que} puisque en_effet pour_plus_de voir weil da damit um denn siehe
        begründung porque para {ya,para,puesto}_que véase a_fin_de""",
    "t": "and_{all,everything}_that_follows_{through,to,until,up_to}",
    "v": """
        {,and_}renumber_{accordingly,the_following_paragraphs,subsequent_paragraphs}
        {,and_}renumber_{the_remaining,following}_paragraphs""",
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


def _expanded(phrases: str) -> Iterator[str]:
    for phrase in phrases.split():
        parts = (each.split(",") for each in re.split(r"[{}]", phrase))
        yield from (each.replace("_", " ") for each in map("".join, product(*parts)))


_ARROW = r"→|->|=>|⇒|⟶|-->"
NEW_WORDS = (
    r"(?:(?:an?|the|une?|le|la|l'|un|ein(?:e[nmrs]?)?|el|d(?:en|er|ie|as|em))\s+)?(?:new|following\s+new|following"
    r"|additional|further|nouve\w+|neue\w*|folgende\w*|nuev[oa]s?|siguiente)\s+"
)
# Words before an instruction that ask for nothing themselves.
_LEAD = """
    please pls kindly we i merci bitten possible conviendrait we'd i'd we’d i’d would like suggest
    suggests suggested propose proposes proposed proposing recommend recommends request requests ask
    asks wish want wants to that the amendment secretariat also then my our delegation you it better
    best be should could might may can nous proposons de wir schlagen vor bitte proponemos proponer
    prière veuillez hello hi dear all and for is see do si es wird on behalf of group finally first
    second secondly next similarly likewise therefore hereby se il y a lieu propone there werden"""
LEAD_WORDS = frozenset(_LEAD.split())
_QUOTES = (
    r"“([^“”]{1,4000})”|„([^„“”]{1,4000})[“”]|«\s?([^«»]{1,4000}?)\s?»|»([^«»]{1,4000}?)«"
    r"|``([^`]{1,4000}?)''|\"([^\"]{1,4000})\"|‘([^‘]{1,4000}?)’(?!\w)"
    r"|(?<!\w)'([^']{1,4000}?)'(?!\w)|`([^`]{1,4000})`|‹([^‹›]{1,4000})›"
)
QUOTES = re.compile(_QUOTES)
SPAN = r"\s*(\d{1,4})(?:\s*(?:[-–—]|to|through|and|bis|à|et|und|al?|y)\s*(\d{1,4}))?(?![\d.]*\d)"
_PAGES = rf"(?:pages?|pp?\.|seiten?|páginas?|págs?\.){SPAN}"
_NUMBERED = rf"(?:lines?|lignes?|zeilen?|líneas?){SPAN}"
_OF_BOTH = rf"(?:pp?\.{SPAN}\s*,?\s*ll?\.{SPAN}|s\.{SPAN}\s*,?\s*z\.{SPAN})"
_REVISION = r"(?:the\s+)?rev(?:ision)?\.?\s?\d{1,3}(?!\d)"
_ON = r"(?:on|at|in|of|auf|der|à la|de la|sur la|en la)\s+"
LINES = (
    rf"(?:{_ON})?(?:{_REVISION}\s*,?\s*(?:{_ON})?)?"
    rf"(?:(?:the\s+)?(?:{_OF_BOTH}|{_PAGES}|{_NUMBERED})\s*,?\s*(?:{_ON}(?=(?:the\s+)?"
    rf"(?:pages?|pp?\.|lines?|seite|zeile|ligne|pág|líne)))?)+(?:(?:of|in)\s+{_REVISION}\s*,?\s*)?"
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
# `l'article suivant`, `el apartado 3 siguiente`
NEW_BEHIND = (
    r"(?:l'|(?:un|une|le|la|el|los|las)\s+)[^\W\d]+(?:\s\d+)?\s+(?:suivante?|siguiente|nouve\w+"
    r"|nuev[oa])\b"
)
HANDLE = re.compile(r"[A-Z]{1,3}\d{1,4}\b")
BULLET = re.compile(
    r"^\s*(?:[-*•–·]|\(?\d{1,2}[.)]|[a-z]\)|\([a-z]{1,3}\)(?=\s(?:in|at|after|before)\s))\s+"
)


@cache
def scanner() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Returns the pattern of one word of the vocabulary, and each with its letter."""
    kinds = {each: kind for kind, words in _VOCABULARY.items() for each in _expanded(words)}
    longest = sorted(kinds, key=len, reverse=True)
    words = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest)
    pattern = (
        rf"(?P<quote>{_QUOTES})|(?P<arrow>{_ARROW})|(?P<lines>{LINES})|(?P<nths>{_NTH})"
        rf"|(?P<times>\(?\d+ (?:occurrences|times|instances)\)?)|(?P<whichs>{_WHICH})"
        rf"|(?P<known>(?:{words})(?![\w-]|['’]\w))|(?P<word>\w+(?:[-'’.]\w+)*)"
        r"|(?P<sign>\S)"
    )
    return re.compile(pattern, re.IGNORECASE), kinds


@cache
def phrases(*kinds: str) -> re.Pattern[str]:
    """Returns the pattern of the phrases of some letters of the vocabulary, or names beside it."""
    words = _expanded(" ".join({**_VOCABULARY, **_BESIDE}[each] for each in kinds))
    any_of = "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", r"\s+")
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
        Where.END: "I cited:C B n new:q|I? n I? Z new:q|Z I? n I? new:q|I Z n new:q",
    },
    Act.REWRITE: {
        Where.AFTER: """
            V cited:C [TB]? new:q|R (?:Wi)? cited:C [BT] new:~|(?:Wi)? cited:C R [BT] new:q
            cited:C B n R new:q|cited:C B new:q R|F cited:C [SR] new:q|S new:q F cited:C
            R? cited:C V [TB]? new:~|R W* [BT] new:~|R? W* V W* [TB]? new:q"""
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
            D old:q t beside:q & I new:q|S i? old:q new:q|D old:q Z? & I new:q
            D old:q & [RS] W? [BT] new:q|D old:q & S new:q
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
        Where.END: """
            I cited:C B V? new:q|cited:C I B? V new:q|I new:~ Z|I Z new:q|Z I new:~|Z new:q I
            new:q I Z|I new:q""",
        Where.BEGINNING: "I new:~ Y|I Y new:q|Y I new:~|Y new:q I|new:q I Y",
    },
}
_LAST_FORMS = (
    (Act.DELETE, "D old:q t beside:q|D old:q Z|D old:~|old:q T? D"),
    (Act.REPLACE, "R old:~ [BTi] new:~"),
)


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
