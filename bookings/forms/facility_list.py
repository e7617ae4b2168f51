"""Lists of public facilities (公共施設一覧) as cities publish them: which form a file has, and what its rows say.

Understood are the forms of `facility_forms`, also with columns left out or added by a catalogue, in UTF-8 with and
without BOM and in cp932. A row that cannot be used is told with its line in the file and the reason; the others are
read all the same.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import TypeVar

from bookings.forms import facility_cells as cells
from bookings.forms import facility_forms

T = TypeVar("T")

# A header stands at the top, below at most a title and a row such as 列1,列2,….
ROWS_BEFORE_HEADER = 10
INSTRUCTION = "←"
# What a template has in every row, filled in or not.
PREPRINTED = frozenset({"number", "external_id", "municipality_code", "prefecture", "city", "id"})

# Characters that a center keeps of each.
LONGEST = {"name": 80, "address": 140, "building": 50, "external_id": 60, "city": 40}

NOWHERE: tuple[Decimal | None, Decimal | None] = (None, None)
NEVER: tuple[time | None, time | None] = (None, None)


class Unreadable(ValueError):
    """A file from which nothing can be read; its text says why and what to do, in Japanese."""


@dataclass(frozen=True)
class Facility:
    """One facility of a list; an empty text or None where the list says nothing. `line` is its line in the file."""

    line: int
    municipality_code: str
    city: str
    external_id: str
    name: str
    kana: str
    nickname: str
    postcode: str
    address: str
    building: str
    latitude: Decimal | None
    longitude: Decimal | None
    phone: str
    extension: str
    organisation: str
    weekdays: str
    opens_at: time | None
    closes_at: time | None
    hours_note: str
    description: str
    url: str
    note: str


@dataclass(frozen=True)
class Remark:
    """Why the row at a line was not read (or, among the warnings, what of it was left out)."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True)
class FacilityList:
    """What a file says: its form and encoding, the facilities, the rows that cannot be used, and what was passed by."""

    form: str
    encoding: str
    facilities: tuple[Facility, ...]
    refused: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    empty_rows: int
    unknown_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    line: int
    cells: tuple[str, ...]


@dataclass
class _Reading:
    facilities: list[Facility] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    empty_rows: int = 0
    lines: dict[tuple[str, str], int] = field(default_factory=dict)


def read(data: bytes, *, municipality: str = "") -> FacilityList:
    """This function will read a list of facilities.

    `municipality` is the six-digit code that stands for rows which name none; rows of another code are refused.

    Raises:
        Unreadable: the file is no such list, or its text cannot be decoded or taken apart.
    """
    content, encoding = _decode(data)
    rows = _rows(content)
    form, header, body = _find_form(rows)
    columns = [facility_forms.field_of(form, heading) for heading in header.cells]
    if "municipality_code" not in columns and not municipality:
        raise Unreadable(
            "この形式のファイルには自治体コードがありません。--municipality 082023 のように指定してください。"
        )
    reading = _read_rows(body, header, columns, municipality)
    return FacilityList(
        form=form.name,
        encoding=encoding,
        facilities=tuple(reading.facilities),
        refused=tuple(reading.refused),
        warnings=tuple(reading.warnings),
        empty_rows=reading.empty_rows,
        unknown_columns=_unknown(header, columns),
    )


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "Excelのファイル（xlsx）は読めません。Excelで開き、「CSV UTF-8（コンマ区切り）」で保存してください。"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        raise Unreadable("文字コードがUTF-16か、文字のファイルではありません。UTF-8のCSVで保存してください。")
    if data.startswith(b"\xef\xbb\xbf"):
        return _decoded(data, "utf-8-sig"), "UTF-8（BOM付き）"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(data, "cp932"), "cp932（Shift_JIS）"


def _decoded(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise Unreadable(
            f"{line}行目にUTF-8でもcp932でも読めない文字があります。UTF-8のCSVで保存してください。"
        ) from None


def _rows(content: str) -> list[_Row]:
    """This function will split a file into rows, each with the line at which it begins: cells may hold line breaks."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    rows: list[_Row] = []
    begins = 1
    try:
        for row in reader:
            rows.append(_Row(begins, tuple(row)))
            begins = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f'{begins}行目から始まる行の引用符（"）が正しく閉じられていません。直してから読み込んでください。'
        ) from None
    return rows


def _find_form(rows: list[_Row]) -> tuple[facility_forms.Form, _Row, list[_Row]]:
    for position, row in enumerate(rows[:ROWS_BEFORE_HEADER]):
        headings = {facility_forms.heading(cell) for cell in row.cells}
        for form in facility_forms.FORMS:
            if form.known_by <= headings:
                return form, row, rows[position + 1 :]
    raise Unreadable(_why_unknown(rows))


def _why_unknown(rows: list[_Row]) -> str:
    if not any(cell.strip() for row in rows for cell in row.cells):
        return "ファイルが空です。"
    headings = {facility_forms.heading(cell) for row in rows[:ROWS_BEFORE_HEADER] for cell in row.cells}
    if headings & {"イベント名", "イベント名*", "行事名"}:
        return "これはイベント一覧のようです。公共施設一覧のファイルを指定してください。"
    return "見出しの行から形式がわかりません。公共施設一覧（56列または24列）の見出しが必要です。"


def _unknown(header: _Row, columns: list[str]) -> tuple[str, ...]:
    return tuple(
        cells.text(heading)
        for heading, ours in zip(header.cells, columns, strict=True)
        if not ours and not facility_forms.is_known(heading) and not heading.strip().startswith(INSTRUCTION)
    )


def _read_rows(rows: list[_Row], header: _Row, columns: list[str], municipality: str) -> _Reading:
    reading = _Reading()
    for row in rows:
        named = _named(row, columns)
        if _is_no_facility(row, header, named):
            reading.empty_rows += 1
        else:
            _read_row(reading, row, named, len(columns), municipality)
    return reading


def _read_row(reading: _Reading, row: _Row, named: dict[str, str], width: int, municipality: str) -> None:
    read = _Cells(named)
    facility = _facility(row.line, read, municipality)
    faults = [*_faults_of_shape(row, width), *read.faults]
    if not faults:
        key = (facility.municipality_code, facility.external_id or facility.name)
        first = reading.lines.setdefault(key, row.line)
        faults = [] if first == row.line else [f"{first}行目と同じ施設（{key[1]}）です。"]
    if faults:
        reading.refused.extend(Remark(row.line, facility.name, reason) for reason in faults)
        return
    reading.facilities.append(facility)
    reading.warnings.extend(_without_ruined_number(row, named))


def _named(row: _Row, columns: list[str]) -> dict[str, str]:
    return {ours: cell for ours, cell in zip(columns, row.cells, strict=False) if ours}


def _is_no_facility(row: _Row, header: _Row, named: dict[str, str]) -> bool:
    filled = [cell.strip() for cell in row.cells if cell.strip() and not cell.strip().startswith(INSTRUCTION)]
    if row.cells == header.cells or all(re.fullmatch(r"列[0-9]+", cell) for cell in filled):
        return True
    if len(filled) <= 2 and re.match(r"(?i)ver", unicodedata.normalize("NFKC", filled[0])):
        return True
    return {ours for ours, cell in named.items() if cell.strip()} <= PREPRINTED


def _faults_of_shape(row: _Row, width: int) -> list[str]:
    if not any(cell.strip() for cell in row.cells[width:]):
        return []
    return [f'見出しは{width}列なのに{len(row.cells)}列あります。カンマを含む値は引用符（"）で囲んでください。']


def _facility(line: int, row: "_Cells", municipality: str) -> Facility:
    latitude, longitude = row.tried(cells.coordinates, "latitude", "longitude", otherwise=NOWHERE)
    opens_at, closes_at = row.tried(cells.hours, "opening", "closing", otherwise=NEVER)
    return Facility(
        line=line,
        municipality_code=_municipality(row, municipality),
        city=row.text("city"),
        external_id=row.text("external_id"),
        name=_name(row),
        kana=row.tried(cells.kana, "kana", otherwise=""),
        nickname=row.text("nickname"),
        postcode=row.tried(cells.postcode, "postcode", otherwise=""),
        address=_address(row),
        building=row.text("building"),
        latitude=latitude,
        longitude=longitude,
        phone=row.tried(cells.phone, "phone", otherwise=""),
        extension=row.text("extension"),
        organisation=row.text("organisation"),
        weekdays=row.tried(cells.weekdays, "weekdays", otherwise=""),
        opens_at=opens_at,
        closes_at=closes_at,
        hours_note=row.text("hours_note"),
        description=row.text("description"),
        url=row.tried(cells.url, "url", otherwise=""),
        note=row.text("note"),
    )


class _Cells:
    """The cells of one row by our names, and what is wrong with them."""

    def __init__(self, named: dict[str, str]) -> None:
        self.named = named
        self.faults: list[str] = []

    def text(self, ours: str) -> str:
        """This function will give the words of a cell; a text longer than we can keep is a fault."""
        written = cells.text(self.named.get(ours, ""))
        if len(written) > (longest := LONGEST.get(ours, len(written))):
            self.faults.append(f"「{written[:20]}…」が長すぎます（{longest}文字まで）。")
        return written

    def tried(self, convert: Callable[..., T], *fields: str, otherwise: T) -> T:
        """This function will convert cells, or note why they cannot be and give the stand-in."""
        try:
            return convert(*(self.named.get(ours, "") for ours in fields))
        except cells.CellFault as fault:
            self.faults.append(str(fault))
            return otherwise


def _municipality(row: _Cells, expected: str) -> str:
    code = row.tried(cells.municipality_code, "municipality_code", otherwise="")
    if code and expected and code != expected:
        row.faults.append(f"自治体コード「{code}」は、指定された「{expected}」と違います。")
    if not row.text("municipality_code") and not expected:
        row.faults.append("自治体コードが空です。")
    return code or expected


def _name(row: _Cells) -> str:
    name = row.text("name")
    if not name:
        row.faults.append("名称が空です。")
    return name


def _address(row: _Cells) -> str:
    parts = ("prefecture", "address_city", "address_town", "address_rest")
    in_parts = "".join(row.text(part) for part in parts) if row.text("address_city") else ""
    return row.text("address") or in_parts


def _without_ruined_number(row: _Row, named: dict[str, str]) -> list[Remark]:
    """No center keeps a 法人番号, so a ruined one is told and does not cost the row."""
    try:
        cells.corporate_number(named.get("corporate_number", ""))
    except cells.CellFault as fault:
        return [Remark(row.line, cells.text(named.get("name", "")), str(fault))]
    return []
