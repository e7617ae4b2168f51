"""Usage rules as residents read them: each clause that is known as a paragraph with examples, none for the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bookings.rules import schema, sentences

HEADINGS = {
    "who": "利用できる方",
    "guardian": "子どもの利用",
    "hours": "開館時間",
    "periods": "区分",
    "windows": "予約の受付開始",
    "headcount": "人数",
    "caps": "回数の上限",
    "deadlines": "期限",
    "bans": "できないこと",
    "approval": "許可",
    "public_use": "公用の優先",
    "waiting_list": "キャンセル待ち",
    "check_in": "当日の受付",
    "no_shows": "連絡のない不使用",
    "room_check": "部屋の点検",
}
NO_WORDS = sentences.Words()


@dataclass(frozen=True)
class Paragraph:
    """One clause for people: its kind, the heading over it, what it says, where it was found, and what that means.

    `text` is the center's own sentence where it has one; then `meaning` says from the data what is ruled. Without one,
    `text` is made from the data. `examples` are concrete dates.
    """

    kind: str
    heading: str
    text: str
    source: str
    meaning: str = ""
    examples: tuple[str, ...] = ()


def paragraphs(rules: schema.Rules, words: sentences.Words = NO_WORDS) -> tuple[Paragraph, ...]:
    """This function will give what residents read, in the order of the rule book."""
    return tuple(
        found
        for kind, heading in HEADINGS.items()
        for clause in clauses(getattr(rules, kind))
        if (found := _paragraph(kind, heading, clause, words)).text
    )


def _paragraph(kind: str, heading: str, clause: schema.Clause, words: sentences.Words) -> Paragraph:
    said = sentences.sentence(clause, words)
    own = clause.paragraph
    meaning = said if own and said != own else ""
    return Paragraph(kind, heading, own or said, clause.source, meaning, sentences.examples(clause, words))


def clauses(value: object) -> Iterator[schema.Clause]:
    """This function will give the clauses inside one: the windows of all tiers, the caps, the deadlines by name."""
    match value:
        case schema.Windows():
            yield from (value, *(_sourced(tier, value) for tier in value.tiers))
        case schema.Caps():
            yield from (value, *(_sourced(cap, value) for cap in value.limits))
        case schema.Clause():
            yield value
        case Mapping():
            yield from value.values()


def _sourced(part: schema.Clause, whole: schema.Clause) -> schema.Clause:
    """What a part does not tell for itself was found where the whole was."""
    return part if part.source else replace(part, source=whole.source)
