"""Usage rules as residents read them: one paragraph for each clause that is known, none for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from bookings.rules import schema

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
}


@dataclass(frozen=True)
class Paragraph:
    """One sentence of the rules: its kind, the heading over it, and where it was found."""

    kind: str
    heading: str
    text: str
    source: str


def paragraphs(rules: schema.Rules) -> tuple[Paragraph, ...]:
    """This function will give what residents read, in the order of the rule book."""
    return tuple(
        Paragraph(kind, heading, clause.paragraph, clause.source)
        for kind, heading in HEADINGS.items()
        for clause in _clauses(getattr(rules, kind))
        if clause.paragraph
    )


def _clauses(value: object) -> Iterator[schema.Clause]:
    match value:
        case schema.Windows():
            yield from (value, *value.tiers)
        case schema.Caps():
            yield from (value, *value.limits)
        case schema.Clause():
            yield value
        case dict():
            yield from value.values()
