"""Lists of public facilities (公共施設一覧) as cities publish them: which form a file has, and what its rows say.

Understood are the two forms of 自治体標準オープンデータセット (56 and 24 columns, also with columns left out or added by a
catalogue) and lists with English column keys; UTF-8 with and without BOM, and cp932. A row that cannot be used is
told with its line in the file and the reason; the others are read all the same.
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

T = TypeVar("T")

# A header stands at the top, below at most a title and a row such as 列1,列2,….
ROWS_BEFORE_HEADER = 10
INSTRUCTION = "←"
# What a template has in every row, filled in or not.
PREPRINTED = frozenset({"number", "municipality_code", "prefecture", "city", "id"})


class Unreadable(ValueError):
    """A file from which nothing can be read; its text says why and what to do, in Japanese."""


@dataclass(frozen=True)
class Form:
    """A kind of list: its name, the headings by which it is known, and the heading of each of our fields."""

    name: str
    known_by: frozenset[str]
    columns: dict[str, str]


_COMMON = {
    "名称": "name",
    "名称_カナ": "kana",
    "名称_通称": "nickname",
    "緯度": "latitude",
    "経度": "longitude",
    "電話番号": "phone",
    "内線番号": "extension",
    "法人番号": "corporate_number",
    "団体名": "organisation",
    "利用可能曜日": "weekdays",
    "開始時間": "opening",
    "終了時間": "closing",
    "利用可能時間特記事項": "hours_note",
    "利用可能日時特記事項": "hours_note",
    "説明": "description",
    "URL": "url",
    "備考": "note",
}
CURRENT = Form(
    name="公共施設一覧（現行の形式、56列）",
    known_by=frozenset({"全国地方公共団体コード", "名称", "所在地_連結表記"}),
    columns=_COMMON
    | {
        "全国地方公共団体コード": "municipality_code",
        "ID": "number",
        "地方公共団体名": "city",
        "名称_英字": "name_en",
        "所在地_連結表記": "address",
        "所在地_都道府県": "prefecture",
        "所在地_市区町村": "address_city",
        "所在地_町字": "address_town",
        "所在地_番地以下": "address_rest",
        "建物名等(方書)": "building",
        "連絡先メールアドレス": "email",
        "郵便番号": "postcode",
    },
)
OLDER = Form(
    name="公共施設一覧（旧形式、24列）",
    known_by=frozenset({"都道府県コード又は市区町村コード", "名称", "住所"}),
    columns=_COMMON
    | {
        "都道府県コード又は市区町村コード": "municipality_code",
        "NO": "number",
        "都道府県名": "prefecture",
        "市区町村名": "city",
        "住所": "address",
        "方書": "building",
    },
)
ENGLISH = Form(
    name="英語の見出しの施設一覧",
    known_by=frozenset({"name", "address", "latitude", "longitude"}),
    columns={
        "name": "name",
        "address": "address",
        "latitude": "latitude",
        "longitude": "longitude",
        "telephoneNumber": "phone",
        "note": "note",
    },
)
# A catalogue puts these in front; they number the rows of the file.
_CATALOGUE = {"_id": "id", "#property": "id"}
FORMS = (CURRENT, OLDER, ENGLISH)


@dataclass(frozen=True)
class Facility:
    """One facility of a list; an empty text or None where the list says nothing. `line` is its line in the file."""

    line: int
    municipality_code: str
    city: str
    number: str
    name: str
    kana: str
    nickname: str
    name_en: str
    postcode: str
    address: str
    building: str
    latitude: Decimal | None
    longitude: Decimal | None
    phone: str
    extension: str
    email: str
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
    columns = [_field_of(form, heading) for heading in header.cells]
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


def _find_form(rows: list[_Row]) -> tuple[Form, _Row, list[_Row]]:
    for position, row in enumerate(rows[:ROWS_BEFORE_HEADER]):
        headings = {_heading(cell) for cell in row.cells}
        for form in FORMS:
            if form.known_by <= headings:
                return form, row, rows[position + 1 :]
    raise Unreadable(_why_unknown(rows))


def _why_unknown(rows: list[_Row]) -> str:
    if not any(cell.strip() for row in rows for cell in row.cells):
        return "ファイルが空です。"
    headings = {_heading(cell) for row in rows[:ROWS_BEFORE_HEADER] for cell in row.cells}
    if headings & {"イベント名", "イベント名*", "行事名"}:
        return "これはイベント一覧のようです。公共施設一覧のファイルを指定してください。"
    return "見出しの行から形式がわかりません。公共施設一覧（56列または24列）の見出しが必要です。"


def _heading(cell: str) -> str:
    return cells.half_width(cell).removesuffix("*")


def _field_of(form: Form, heading: str) -> str:
    known = {_heading(name): ours for name, ours in (form.columns | _CATALOGUE).items()}
    return known.get(_heading(heading), "")


# Columns of the two forms for which a center has no place.
_NOT_KEPT = frozenset(
    _heading(name)
    for name in (
        "POIコード,外部識別子,外部識別子の値,所在地_全国地方公共団体コード,町字ID,高度の種別,高度の値,連絡先FormURL,"
        "連絡先備考（その他、SNSなど）,車椅子可,車椅子貸出,ツエ貸出,バリアフリートイレ,"
        "スロープ、エレベータ、エスカレータ,点字ブロック等の移動支援,点字や読上による支援,盲導犬・介助犬、聴導犬同伴,"
        "字幕,筆談対応,優先駐車場,オストメイト対応トイレ,授乳室,おむつ替えコーナー,飲食可否,ベビーカー貸出,"
        "ベビーカー利用,画像,画像_ライセンス,バリアフリー情報,referenceObject"
    ).split(",")
)


def _unknown(header: _Row, columns: list[str]) -> tuple[str, ...]:
    return tuple(
        cells.text(heading)
        for heading, ours in zip(header.cells, columns, strict=True)
        if not ours and _heading(heading) not in _NOT_KEPT | {""} and not heading.strip().startswith(INSTRUCTION)
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
        first = reading.lines.setdefault((facility.municipality_code, facility.name), row.line)
        faults = [] if first == row.line else [f"{first}行目と同じ名称の施設です。"]
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
    latitude, longitude = row.tried(cells.coordinates, "latitude", "longitude", otherwise=(None, None))
    opens_at, closes_at = row.tried(cells.hours, "opening", "closing", otherwise=(None, None))
    return Facility(
        line=line,
        municipality_code=_municipality(row, municipality),
        city=row.text("city"),
        number=row.text("number"),
        name=_name(row),
        kana=row.tried(cells.kana, "kana", otherwise=""),
        nickname=row.text("nickname"),
        name_en=row.text("name_en"),
        postcode=row.tried(cells.postcode, "postcode", otherwise=""),
        address=_address(row),
        building=row.text("building"),
        latitude=latitude,
        longitude=longitude,
        phone=row.tried(cells.phone, "phone", otherwise=""),
        extension=row.text("extension"),
        email=row.tried(cells.email, "email", otherwise=""),
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
        return cells.text(self.named.get(ours, ""))

    def tried(self, convert: Callable[..., T], *fields: str, otherwise: T) -> T:
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
