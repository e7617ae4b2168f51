"""The tables of shops and of the city for a spreadsheet: each a head and its rows, the same on pages and in the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.common import spreadsheets
from points import models
from points.queries import tills

Table = tuple[list[str], Iterable[Sequence[object]]]


def statement(found: tills.Statement) -> Table:
    """This function will give a month of a till line by line."""
    rows = (
        [spreadsheets.written(line.at), line.what, line.points, line.number or "", line.code] for line in found.lines
    )
    return ["日時", "内容", "ポイント", "番号", "支払いの番号"], rows


def settlements(found: Iterable[models.Settlement]) -> Table:
    """This function will give settlements, one in a row."""
    rows = (
        [
            one.document,
            one.till.place_name,
            f"{one.month:%Y-%m}",
            one.taken,
            one.refunded,
            one.adjusted,
            one.points,
            one.yen,
        ]
        for one in found
    )
    return ["文書番号", "お店・センター", "月", "受取", "返金", "調整", "ポイント計", "金額（円）"], rows


@dataclass(frozen=True, slots=True)
class Drawn:
    """A settlement with its bar: `share` of the largest amount, in percent; what a shop owes the city has no bar."""

    settlement: models.Settlement
    share: int


def drawn(found: Iterable[models.Settlement]) -> list[Drawn]:
    """This function will give settlements with what is needed to compare their amounts."""
    rows = list(found)
    most = max((one.yen for one in rows), default=0)
    return [Drawn(one, max(0, -(-100 * one.yen // most)) if most > 0 else 0) for one in rows]


def settlement(lines: Iterable[models.SettlementLine]) -> Table:
    """This function will give what a settlement is made of."""
    rows = (
        [
            spreadsheets.written(one.posting.at),
            one.points,
            one.yen_per_point,
            one.posting.code,
            one.posting.source_code,
            what_of(one),
        ]
        for one in lines
    )
    return ["日時", "ポイント", "1ポイントの金額", "記帳の番号", "支払いの番号", "内容"], rows


def what_of(line: models.SettlementLine) -> str:
    """This function will name a line of a settlement."""
    return tills.what(line.posting.kind, line.posting.source_kind, line.points)
