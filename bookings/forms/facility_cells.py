"""One cell of a list of public facilities: what people write there, and the value that it means.

The values follow 自治体標準オープンデータセット: codes of six digits as text, full-width katakana, coordinates with six
places inside Japan, phones with half-width hyphens, days made of 月火水木金土日, times hh:mm. Full-width digits, other
dashes and half-width katakana are converted; what stays wrong is refused with a reason.
"""

import re
import unicodedata
from datetime import time
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

import jaconv

WEEKDAYS = "月火水木金土日"
# The rectangle around Japan, from 沖ノ鳥島 and 与那国島 to 択捉島 and 南鳥島.
LATITUDES = (Decimal(20), Decimal(46))
LONGITUDES = (Decimal(122), Decimal(154))
SIX_PLACES = Decimal("0.000001")
_DASHES = re.compile(r"[‐‑‒–—―−－ー─]")
_CODE_WEIGHTS = (6, 5, 4, 3, 2)


class CellFault(ValueError):
    """A cell that cannot be used; its text is the reason, in Japanese."""


def text(cell: str) -> str:
    """This function will give the words of a cell in one line, as they were written."""
    return " ".join(cell.replace("　", " ").split())


def half_width(cell: str) -> str:
    """This function will give a cell with full-width digits, letters and signs made half-width, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))


def municipality_code(cell: str) -> str:
    """This function will give a six-digit code of a public body; the last digit checks the others (JIS X 0402)."""
    code = half_width(cell)
    if code and not re.fullmatch(r"[0-9]{6}", code):
        hint = "先頭の0が落ちていませんか。" if re.fullmatch(r"[0-9]{5}", code) else ""
        raise CellFault(f"自治体コード「{code}」は6桁の数字ではありません。{hint}")
    if code and not _checks(code):
        raise CellFault(f"自治体コード「{code}」は、最後の1桁（検査数字）が合いません。")
    return code


def _checks(code: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_CODE_WEIGHTS, code[:5], strict=True))
    return (11 - total % 11) % 10 == int(code[5])


def kana(cell: str) -> str:
    """This function will give a name in full-width katakana; digits and Latin letters may stand in it."""
    written = jaconv.hira2kata(unicodedata.normalize("NFKC", text(cell)))
    if not re.fullmatch(r"[ァ-ヺー・ヽヾ0-9A-Za-z()\-.&' ]*", written):
        raise CellFault(f"名称_カナ「{written}」に、カタカナではない文字があります。")
    if len(written) > 120:
        raise CellFault("名称_カナが長すぎます（120文字まで）。")
    return written


def coordinates(latitude: str, longitude: str) -> tuple[Decimal | None, Decimal | None]:
    """This function will give latitude and longitude in degrees with six places, both or neither."""
    if not half_width(latitude) and not half_width(longitude):
        return None, None
    north, east = _degrees(latitude, "緯度"), _degrees(longitude, "経度")
    if _within(north, LONGITUDES) and _within(east, LATITUDES):
        raise CellFault(f"緯度（{north}）と経度（{east}）が逆になっているようです。")
    if not _within(north, LATITUDES) or not _within(east, LONGITUDES):
        raise CellFault(f"緯度・経度（{north}, {east}）が日本の外です。")
    return north, east


def _degrees(cell: str, name: str) -> Decimal:
    if not half_width(cell):
        raise CellFault(f"{name}だけが空です。緯度と経度は両方入れてください。")
    try:
        degrees = Decimal(half_width(cell))
    except InvalidOperation:
        raise CellFault(f"{name}「{text(cell)}」は10進の数ではありません。") from None
    if not degrees.is_finite() or abs(degrees) > 360:
        raise CellFault(f"{name}「{text(cell)}」は角度ではありません。")
    return degrees.quantize(SIX_PLACES)


def _within(degrees: Decimal, limits: tuple[Decimal, Decimal]) -> bool:
    return limits[0] <= degrees <= limits[1]


def phone(cell: str) -> str:
    """This function will give a phone number with half-width hyphens; (0294)38-7531 becomes 0294-38-7531."""
    number = _DASHES.sub("-", half_width(cell))
    number = re.sub(r"^\(?(0[0-9]+)\)", r"\1-", number).replace("--", "-")
    if number and not re.fullmatch(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}|0[0-9]{9,10}", number):
        raise CellFault(f"電話番号「{text(cell)}」は、0から始まる市外局番からの番号ではありません。")
    return number


def postcode(cell: str) -> str:
    """This function will give a postcode as 123-4567."""
    digits = _DASHES.sub("", half_width(cell)).replace("-", "").removeprefix("〒")
    if digits and not re.fullmatch(r"[0-9]{7}", digits):
        raise CellFault(f"郵便番号「{text(cell)}」は7桁の数字ではありません。")
    return f"{digits[:3]}-{digits[3:]}" if digits else ""


def url(cell: str) -> str:
    """This function will give a web address that begins with http:// or https://."""
    address = cell.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        raise CellFault(f"URL「{address}」を読み取れません。") from None
    if address and (parts.scheme.lower() not in {"http", "https"} or not parts.netloc or " " in address):
        raise CellFault(f"URL「{address}」は http:// か https:// で始まる必要があります。")
    if len(address) > 200:
        raise CellFault("URLが長すぎます（200文字まで）。")
    return address


def weekdays(cell: str) -> str:
    """This function will give the days of use, Monday first, each once; 月・水・金 becomes 月水金."""
    days = re.sub(r"[・、,/]|曜日?", "", half_width(cell))
    if strange := "".join(sorted(set(days) - set(WEEKDAYS))):
        raise CellFault(
            f"利用可能曜日「{text(cell)}」に「{strange}」があります。月火水木金土日の文字だけを使ってください。"
        )
    return "".join(day for day in WEEKDAYS if day in days)


def hours(opening: str, closing: str) -> tuple[time | None, time | None]:
    """This function will give the times between which a facility can be used, each None where nothing is written."""
    opens, closes = _time(opening, "開始時間"), _time(closing, "終了時間")
    if opens and closes and closes <= opens:
        raise CellFault(f"終了時間（{closes:%H:%M}）が開始時間（{opens:%H:%M}）より後ではありません。")
    return opens, closes


def _time(cell: str, name: str) -> time | None:
    written = half_width(cell)
    if not written:
        return None
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(:00)?", written)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellFault(f"{name}「{text(cell)}」は、00:00から23:59までの「時:分」ではありません。")
    return time(int(found[1]), int(found[2]))


def is_ruined_number(cell: str) -> bool:
    """This function will tell whether a spreadsheet has turned a long number into one such as 4.00E+12."""
    return re.fullmatch(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2}", half_width(cell)) is not None


def corporate_number(cell: str) -> str:
    """This function will give a 法人番号 of 13 digits."""
    number = half_width(cell)
    if is_ruined_number(number):
        raise CellFault(f"法人番号が「{number}」に壊れています。表計算ソフトで開いて保存すると、こうなります。")
    if number and not re.fullmatch(r"[0-9]{13}", number):
        raise CellFault(f"法人番号「{number}」は13桁の数字ではありません。")
    return number
