"""Rules of groups (登録団体): how long a registration counts, how a list is read, who stands in two lists."""

import calendar
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.accounts.rules import people
from backend.common import fiscal_year

# 横浜: a group is looked at when three or more of its members also stand in another group's list.
SHARED_FROM = 3
# Days before the end of a registration on which its people are reminded, the first first.
REMINDED_BEFORE = (60, 14)
MOST_MEMBERS = 200
NAME_LENGTH, FURIGANA_LENGTH = 60, 80
DEPUTY_WORDS = frozenset({"副代表", "副代表者", "副会長"})
MEMBER_WORDS = frozenset({"", "会員", "代表", "代表者"})
HEADINGS = frozenset({"氏名", "名前", "お名前", "会員名", "会員の名前"})
_CODE = re.compile(r"[uU]-")
_SMALL = dict(zip(map(ord, "ァィゥェォッャュョヮヵヶ"), "アイウエオツヤユヨワカケ", strict=True))
_KATAKANA = {letter: chr(letter + ord("ァ") - ord("ぁ")) for letter in range(ord("ぁ"), ord("ゖ") + 1)}
_SPACES = re.compile(r"[ \t\n\r\f\v]")
_LOWER = dict(zip(map(ord, string.ascii_uppercase), string.ascii_lowercase, strict=True))
_NO_KANA = re.compile(r"[^ァ-ヺー]")


@dataclass(frozen=True)
class Term:
    """The days for which a registration counts, both with them."""

    valid_from: date
    valid_until: date


def renewal_opens_on(year: int, opens: tuple[int, int]) -> date:
    """This function will give the day of a fiscal year from which one registers for the next (month, day of a city).

    A day that the month lacks, such as 29 February in most years, is its last day.
    """
    month, day = opens
    there = fiscal_year.starts_on(year).year + (month < 4)
    return date(there, month, min(day, calendar.monthrange(there, month)[1]))


def term_of(today: date, *, valid_until: date | None, opens: tuple[int, int]) -> Term | None:
    """This function will give the term for which a group registers today, or None while there is nothing to renew.

    It ends with the fiscal year, 31 March; from the opening day on with the next one. Who is registered goes on from
    the day after `valid_until`, anybody else from today.
    """
    year = fiscal_year.of(today)
    ends = fiscal_year.ends_on(year + (today >= renewal_opens_on(year, opens)))
    if valid_until is not None and valid_until >= ends:
        return None
    return Term(begins_on(today, valid_until), ends)


def next_renewal_on(valid_until: date, opens: tuple[int, int]) -> date:
    """This function will give the day from which a group that is registered until a day renews."""
    return renewal_opens_on(fiscal_year.of(valid_until), opens)


def begins_on(today: date, valid_until: date | None) -> date:
    """This function will give the first day of a term that is approved today."""
    return today if valid_until is None else max(today, valid_until + timedelta(days=1))


def reminder_due(today: date, *, valid_until: date, reminded_days: int | None) -> int | None:
    """This function will give which reminder (days before the end) is due and was not sent, or None.

    Who is late gets the nearest one only: when nothing ran on the day itself, the next run sends it.
    """
    left = (valid_until - today).days
    due = [days for days in REMINDED_BEFORE if 0 <= left <= days]
    nearest = min(due, default=None)
    return nearest if nearest is not None and (reminded_days is None or nearest < reminded_days) else None


def name_key(name: str) -> str:
    """This function will give what a name is compared by: without spaces and differences of width and case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", name)).translate(_LOWER)


def person_key(name: str, furigana: str) -> str:
    """This function will give what a person is known by however the name was typed.

    The furigana in one width and kind of kana, small kana as large ones, without spaces and dots; ガ and カ stay apart.
    Without furigana the name itself, marked by a sign.
    """
    kana = unicodedata.normalize("NFKC", furigana).translate(_KATAKANA).translate(_SMALL)
    return _NO_KANA.sub("", kana) or f"={name_key(name)}"


@dataclass(frozen=True)
class Line:
    """One line of a list as it was read: `code` is the member's number (会員番号), if one stands there."""

    number: int
    name: str
    furigana: str
    code: str = ""
    is_deputy: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of a list."""

    number: int
    words: str

    @property
    def sentence(self) -> str:
        """This function will name the line and what to do."""
        return f"{self.number}行目：{self.words}"


def read_list(text: str) -> tuple[list[Line], list[Fault]]:
    """This function will read a list of members, pasted or from a CSV file, and name every line with a fault."""
    read = [_read(number, cells) for number, cells in _rows(text)]
    lines = [one for one in read if isinstance(one, Line)]
    faults = [one for one in read if isinstance(one, Fault)] + list(_twice(lines))
    if len(read) > MOST_MEMBERS:
        faults.append(Fault(MOST_MEMBERS + 1, f"名簿は{MOST_MEMBERS}人までです。多いときは窓口にご相談ください。"))
    return lines, sorted(faults, key=lambda fault: fault.number)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        cells = _cells(line)
        if any(cells) and cells[0] not in HEADINGS:
            yield number, cells


def _cells(line: str) -> list[str]:
    typed = line.strip()
    # A wide gap parts a name from its furigana only where nothing better does.
    parts = re.split(r"[、，,\t]", typed) if re.search(r"[、，,\t]", typed) else re.split(r"[ \u3000]{2,}", typed)
    return [part.strip(' \u3000"') for part in parts]


def _read(number: int, cells: list[str]) -> Line | Fault:
    codes = [people.half_width(cell) for cell in cells if _CODE.match(people.half_width(cell))]
    name, kana, *rest = [*(cell for cell in cells if not _CODE.match(people.half_width(cell))), "", ""]
    line = Line(
        number=number,
        name=people.plain_name(name),
        furigana=people.furigana(kana),
        code=codes[0] if codes else "",
        is_deputy=any(cell in DEPUTY_WORDS for cell in (kana, *rest)),
    )
    strange = [cell for cell in rest if cell not in DEPUTY_WORDS | MEMBER_WORDS]
    fault = _fault_of_cells(line, strange, codes) or ("" if line.code else _fault_of_name(line))
    return Fault(number, fault) if fault else line


def _fault_of_cells(line: Line, strange: Sequence[str], codes: Sequence[str]) -> str:
    if strange:
        return f"「{strange[0]}」が何か分かりません。お名前、ふりがな、会員番号、役割の順に書いてください。"
    if len(codes) > 1:
        return "会員番号が2つあります。1行に1人で書いてください。"
    if line.is_deputy and not line.code:
        return "副代表には会員登録が必要です。会員番号（u- で始まる番号）もいっしょに書いてください。"
    return ""


def _fault_of_name(line: Line) -> str:
    if not line.name or len(line.name) > NAME_LENGTH:
        return f"お名前を{NAME_LENGTH}文字までで書いてください。"
    if not line.furigana:
        return "ふりがながありません。「見本 太郎、みほん たろう」のように書いてください。"
    if not people.is_furigana(line.furigana) or len(line.furigana) > FURIGANA_LENGTH:
        return f"ふりがなは、ひらがなかカタカナで{FURIGANA_LENGTH}文字までで書いてください。"
    return ""


def _twice(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        known = (line.code.lower(), "") if line.code else (person_key(line.name, line.furigana), name_key(line.name))
        if known in first:
            yield Fault(line.number, f"{first[known]}行目と同じ方です。どちらかを消してください。")
        first.setdefault(known, line.number)


@dataclass(frozen=True)
class Listed:
    """Somebody on a list, as lists are compared: by account, then by what the name is known by."""

    pk: int
    group: int
    key: str
    account: int | None
    name: str = ""
    furigana: str = ""


@dataclass(frozen=True)
class Pair:
    """Somebody who stands in two lists: as written in the one, and in the other."""

    mine: Listed
    theirs: Listed

    @property
    def how(self) -> str:
        """This function will say in words by what the two are taken for one."""
        if self.mine.account is not None and self.mine.account == self.theirs.account:
            return "同じ会員番号"
        same_name = name_key(self.mine.name) == name_key(self.theirs.name)
        return "お名前とふりがな" if same_name else "ふりがな（お名前の字がちがいます）"


def shared(mine: Iterable[Listed], theirs: Iterable[Listed]) -> list[Pair]:
    """This function will pair those who stand in both lists, each once, in the order of the first."""
    rest_of_mine, rest = list(mine), list(theirs)
    order = {one.pk: place for place, one in enumerate(rest_of_mine)}
    pairs: list[Pair] = []
    for same in (_same_account, _same_key):
        for one in list(rest_of_mine):
            other = next((each for each in rest if same(one, each)), None)
            if other is not None:
                pairs.append(Pair(one, other))
                rest_of_mine.remove(one)
                rest.remove(other)
    return sorted(pairs, key=lambda pair: order[pair.mine.pk])


def _same_account(one: Listed, other: Listed) -> bool:
    return one.account is not None and one.account == other.account


def _same_key(one: Listed, other: Listed) -> bool:
    return one.key == other.key
