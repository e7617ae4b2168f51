"""The usage rules of centers side by side (地域ごとのばらつきの点検, requirement A3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import timedelta

from django.db.models import Q

from backend.accounts import models as accounts
from bookings import models, rules
from bookings.queries import calendars, usage_rules
from bookings.rules import comparing


@dataclass(frozen=True)
class Comparison:
    """Columns (the city's default first) and lines; each line has a cell for each column."""

    date: day
    columns: tuple[str, ...]
    lines: tuple[comparing.Line, ...]

    @property
    def differing(self) -> int:
        """This function will count the lines in which the columns differ."""
        return sum(line.ways > 1 for line in self.lines)


def comparison(municipality: accounts.Municipality, centers: Sequence[models.Center], *, date: day) -> Comparison:
    """This function will compare the rules of centers on a date with one another and with the city's default."""
    words = usage_rules.words(municipality)
    table = calendars.calendars([center.pk for center in centers], first=date, last=date)
    default = rules.parse(*_default_texts(municipality, date))
    own = [table[center.pk].rules(None, date) for center in centers]
    lines = [
        *comparing.lines([default, *own], words),
        *_lines_of_places(municipality, centers, table, date, words),
    ]
    names = (f"{municipality.name}の標準", *(center.name for center in centers))
    return Comparison(date, names, tuple(lines))


def _default_texts(municipality: accounts.Municipality, date: day) -> list[str]:
    found = usage_rules.in_force(usage_rules.Scope(municipality), on=date)
    return [rules.as_text(found.content)] if found else []


def _lines_of_places(
    municipality: accounts.Municipality,
    centers: Sequence[models.Center],
    table: dict[int, calendars.Calendar],
    date: day,
    words: rules.Words,
) -> list[comparing.Line]:
    """This function will compare what is no clause: the times of the periods, closed days, rooms of their own rules."""
    rooms = _rooms_with_rules(centers, date)
    periods = [_periods(table[center.pk], date) for center in centers]
    closed = [_closed(table[center.pk]) for center in centers]
    of_rooms = [_rooms(rooms.get(center.pk, []), words) for center in centers]
    lines = (("区分の時刻", periods), ("休館日", closed), ("部屋ごとのきまり", of_rooms))
    return [
        comparing.line(heading, "", [comparing.NOTHING, *cells])
        for heading, cells in lines
        if any(cell.value is not None for cell in cells)
    ]


def _periods(calendar: calendars.Calendar, date: day) -> comparing.Cell:
    found = tuple((period.name, period.starts, period.ends) for period in calendar.periods_of_center(date))
    text = "、".join(f"{name} {starts:%-H:%M}〜{ends:%-H:%M}" for name, starts, ends in found)
    return comparing.Cell(text, found) if found else comparing.NOTHING


def _closed(calendar: calendars.Calendar) -> comparing.Cell:
    found = frozenset(closure for closure in calendar.closures if not closure.room_code)
    text = "、".join(sorted(f"{_span(closure)}（{closure.reason}）" for closure in found))
    return comparing.Cell(text, frozenset(_days(closure) for closure in found)) if found else comparing.NOTHING


def _days(closure: rules.ClosedDays) -> tuple[object, ...]:
    return closure.yearly, closure.dated, closure.weekday


def _span(closure: rules.ClosedDays) -> str:
    weekday = f"毎週{'月火水木金土日'[closure.weekday]}曜日" if closure.weekday is not None else ""
    if closure.yearly:
        (first_month, first_day), (last_month, last_day) = closure.yearly
        return f"{first_month}月{first_day}日〜{last_month}月{last_day}日{weekday}"
    if closure.dated:
        return f"{closure.dated[0]:%Y/%m/%d}〜{min(closure.dated[1], day(2999, 1, 1)):%Y/%m/%d}{weekday}"
    return weekday


def _rooms_with_rules(centers: Sequence[models.Center], date: day) -> dict[int, list[models.UsageRules]]:
    found: dict[int, list[models.UsageRules]] = {}
    here = Q(center__in=centers, room__isnull=False, published_at__isnull=False)
    rows = models.UsageRules.objects.filter(here, valid__overlap=(date, date + timedelta(days=1)))
    for version in rows.select_related("room").order_by("room__position", "room_id"):
        if version.center_id:
            found.setdefault(version.center_id, []).append(version)
    return found


def _rooms(versions: Sequence[models.UsageRules], words: rules.Words) -> comparing.Cell:
    if not versions:
        return comparing.NOTHING
    told = [f"{version.room.name if version.room else ''}：{''.join(_said(version, words))}" for version in versions]
    return comparing.Cell(" ".join(told), tuple(told))


def _said(version: models.UsageRules, words: rules.Words) -> list[str]:
    own = rules.parse(rules.as_text(version.content))
    return [found.meaning or found.text for found in rules.paragraphs(own, words)]


def rows(found: Comparison) -> list[list[str]]:
    """This function will give the comparison as rows of plain text, each cell with its mark."""
    head = ["きまり", "内容", "ちがい", *found.columns]
    return [head, *([line.heading, line.label, _ways(line), *map(_marked, line.cells)] for line in found.lines)]


def _ways(line: comparing.Line) -> str:
    return "同じ" if line.ways == 1 else f"{line.ways}通り"


def _marked(cell: comparing.MarkedCell) -> str:
    return f"{cell.letter}：{cell.text or '定めなし'}"
