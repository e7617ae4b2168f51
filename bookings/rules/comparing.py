"""Usage rules of several centers side by side: a line for each thing ruled, with what equals what. Pure.

Equal means that the same is ruled, whatever words a center has for it.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookings.rules import schema, sentences, timing
from bookings.rules.paragraphs import HEADINGS

SPANS = {"week": "1週間", "month": "1か月", "fiscal_year": "1年度", "open": "これからの予約"}
DEADLINES = {"booking": "予約の申し込み", "form": "申請書", "cancellation": "取り消し", "report": "報告書"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column rules: a text for people, and a value by which it is compared; both empty where nothing is."""

    text: str
    value: object


NOTHING = Cell("", None)


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell of a line: `letter` is shared by the cells that rule the same; `is_usual` says: as the first column."""

    text: str
    letter: str
    is_usual: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that rules rule, over all columns."""

    heading: str
    label: str
    cells: tuple[MarkedCell, ...]

    @property
    def ways(self) -> int:
        """This function will count the different ways in which it is ruled."""
        return len({cell.letter for cell in self.cells})


def line(heading: str, label: str, cells: Sequence[Cell]) -> Line:
    """This function will mark the cells of a line: those that equal one another, and those that equal the first."""
    letters: dict[object, str] = {}
    for cell in cells:
        letters.setdefault(cell.value, _letter(len(letters)))
    marked = (MarkedCell(cell.text, letters[cell.value], cell.value == cells[0].value) for cell in cells)
    return Line(heading, label, tuple(marked))


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"Z{number - 25}"


def lines(columns: Sequence[schema.Rules], words: sentences.Words) -> list[Line]:
    """This function will compare rules clause by clause, in the order in which residents read them."""
    return [
        line(HEADINGS[kind], label, cells)
        for kind in HEADINGS
        for label, cells in _of_kind(kind, columns, words)
        if any(cell.value is not None for cell in cells)
    ]


def _of_kind(kind: str, columns: Sequence[schema.Rules], words: sentences.Words) -> Iterator[tuple[str, list[Cell]]]:
    several = _SEVERAL.get(kind)
    if several is None:
        yield "", [_whole(getattr(rules, kind), words) for rules in columns]
    else:
        yield from several(columns, words)


def _windows(columns: Sequence[schema.Rules], words: sentences.Words) -> Iterator[tuple[str, list[Cell]]]:
    for code in (*words.classes, ""):
        name = words.classes.get(code, sentences.EVERYBODY)
        yield name, [_window(timing.window_of(rules, code)) for rules in columns]


def _all_caps(columns: Sequence[schema.Rules], words: sentences.Words) -> Iterator[tuple[str, list[Cell]]]:
    for span, name in SPANS.items():
        yield name, [_caps(rules, span, words) for rules in columns]


def _all_deadlines(columns: Sequence[schema.Rules], words: sentences.Words) -> Iterator[tuple[str, list[Cell]]]:
    for which, name in DEADLINES.items():
        yield name, [_deadlines(rules, which, words) for rules in columns]


def _all_bans(columns: Sequence[schema.Rules], words: sentences.Words) -> Iterator[tuple[str, list[Cell]]]:
    bans = [ban for rules in columns for ban in rules.bans.values()]
    for code in sorted({ban.activity for ban in bans}):
        # What nobody chooses as a kind of activity has no name, only a sentence.
        said = next((ban.paragraph for ban in bans if ban.activity == code and ban.paragraph), code)
        yield words.activities.get(code, said), [_ban(rules, code) for rules in columns]


_SEVERAL = {"windows": _windows, "caps": _all_caps, "deadlines": _all_deadlines, "bans": _all_bans}


def _bare(clause: schema.Clause) -> schema.Clause:
    return dataclasses.replace(clause, paragraph="", source="")


def _whole(clause: schema.Clause | None, words: sentences.Words) -> Cell:
    return Cell(sentences.sentence(clause, words), _bare(clause)) if clause else NOTHING


def _window(window: schema.Window | None) -> Cell:
    if window is None:
        return NOTHING
    return Cell(f"{sentences.opening(window)}から", dataclasses.replace(_bare(window), classes=()))  # type: ignore[call-arg]


def _caps(rules: schema.Rules, span: str, words: sentences.Words) -> Cell:
    limits = rules.caps.limits if rules.caps else ()
    return _several([cap for cap in limits if cap.span == span], words)


def _deadlines(rules: schema.Rules, kind: str, words: sentences.Words) -> Cell:
    return _several([deadline for deadline in rules.deadlines.values() if deadline.kind == kind], words)


def _several(clauses: Sequence[schema.Clause], words: sentences.Words) -> Cell:
    if not clauses:
        return NOTHING
    text = "".join(sorted(sentences.sentence(clause, words) for clause in clauses))
    return Cell(text, frozenset(_bare(clause) for clause in clauses))


def _ban(rules: schema.Rules, activity: str) -> Cell:
    banned = any(ban.activity == activity for ban in rules.bans.values())
    return Cell("利用できません。", activity) if banned else NOTHING
