"""Hitachi's 23 centers, as far as public pages tell of them; what they do not tell is empty or marked 仮データ.

Centre X of the fact sheet is a center of Hitachi whose name its page does not give. Its rules are real and are loaded,
at a place of their own outside the 23, which belongs to no district and says what it is.
"""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

PROVISIONAL = "仮データ（市とセンターの確認前）"
UNNAMED = "center-x"
NAMES_TO_CONFIRM = frozenset({"sakashita", "toyoura", "juo"})
# The centers whose published rules are loaded.
WITH_RULES = frozenset({"namekawa", "kuji", "suwa"})


@dataclass(frozen=True)
class Contact:
    """What is known of where a center is."""

    address: str = ""
    phone: str = ""
    note: str = ""


CONTACTS = {
    "yunawago": Contact("鮎川町2-6-1", "0294-38-7531"),
    "mizuki": Contact("水木町2-23-20", "0294-52-3225", "泉が森体育館があります。"),
    "nakakoji": Contact(phone="0294-22-6483"),
}
NOTES = {
    "namekawa": "休館日は、年末年始のほかに委員会が決める日があります。時間の区分の時刻は仮データです。",
    "kuji": "開館時間と休館日は、公開された資料にありません。センターへお確かめください。",
    "suwa": "休館日は、年末年始とお盆のほかに委員会が決める日があります。時間の区分の時刻は仮データです。",
    UNNAMED: (
        "利用のきまりは、日立市の交流センターのひとつが公開しているものです。そのページにセンター名がないため、"
        "仮の名前で載せています。ここでは予約を試せます。部屋は仮データです。"
    ),
}


@dataclass(frozen=True)
class Space:
    """A room of one space, or of several where `of` names them."""

    suffix: str
    name: str
    capacity: int | None
    fee_yen: int | None = 0
    area_m2: Decimal | None = None
    note: str = ""
    of: tuple[str, ...] = ()
    is_real: bool = False


KUJI = (
    Space("washitsu-a", "和室A", 30, None, note="18畳", is_real=True),
    Space("washitsu-b", "和室B", 20, None, note="15畳", is_real=True),
    Space(
        "washitsu-ab",
        "和室A・B",
        None,
        None,
        Decimal(73),
        "和室A（30人まで）と和室B（20人まで）をつなげて使います。",
        ("和室A", "和室B"),
        is_real=True,
    ),
    Space("kaigi", "会議室", 20, 300),
)
NAMEKAWA = (
    Space("taiikukan", "体育館", None, None, is_real=True),
    Space("kaigi", "会議室", 24),
    Space("washitsu", "和室", 20),
)
UNNAMED_ROOMS = (Space("kaigi", "会議室", 30), Space("washitsu", "和室", 15))
# Provisional rooms take turns, so that a search shows places that differ.
PATTERNS = (
    (Space("kaigi", "会議室", 24), Space("washitsu", "和室", 20), Space("hall", "多目的ホール", 80, 600)),
    (
        Space("kaigi-1", "会議室1", 20, 200),
        Space("kaigi-2", "会議室2", 20, 200),
        Space("kaigi-12", "会議室1・2", 40, 400, of=("会議室1", "会議室2")),
        Space("chori", "調理室", 16, 300),
    ),
    (Space("kenshu", "研修室", 36), Space("washitsu", "和室", 15), Space("tamokuteki", "多目的室", 50, 400)),
)


@dataclass(frozen=True)
class Span:
    """A period by its name and times."""

    code: str
    name: str
    starts: time
    ends: time


KUJI_PERIODS = (
    Span("morning", "午前", time(9), time(12, 30)),
    Span("afternoon", "午後", time(13), time(16, 30)),
    Span("night", "夜間", time(17), time(20, 50)),
)
UNNAMED_PERIODS = (
    Span("morning", "午前", time(9), time(12, 30)),
    Span("afternoon", "午後", time(13), time(17)),
    Span("night", "夜間", time(17), time(21)),
)
USUAL_PERIODS = (
    Span("morning", "午前", time(9), time(12)),
    Span("afternoon", "午後", time(13), time(17)),
    Span("night", "夜間", time(17), time(21)),
)
PERIODS = {"kuji": KUJI_PERIODS, UNNAMED: UNNAMED_PERIODS}


@dataclass(frozen=True)
class YearlyClosure:
    """Days closed every year, from the first to the last (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]
    reason: str
    source: str = "センターの利用案内"


NEW_YEAR = YearlyClosure((12, 29), (1, 3), "年末年始")
BON = YearlyClosure((8, 13), (8, 15), "お盆")
CLOSURES = {"namekawa": (NEW_YEAR,), "kuji": (), "suwa": (NEW_YEAR, BON), UNNAMED: (BON, NEW_YEAR)}
USUAL_CLOSURES = (YearlyClosure((12, 29), (1, 3), "年末年始", PROVISIONAL),)

ACTIVITIES = {
    "meeting": "会議・打ち合わせ",
    "study": "学習会・講座",
    "calligraphy": "書道・絵画・手芸",
    "tea": "茶道・華道",
    "gymnastics": "体操・ヨガ・太極拳",
    "dance": "ダンス・踊り",
    "music": "音楽・合唱",
    "cooking": "料理",
    "sports": "スポーツ",
    "children": "子ども会・子育て",
    "sales": "販売",
    "paid-class": "受講料をとる教室",
    "religious": "宗教の活動",
    "political": "政治の活動",
    "other": "そのほか",
}
USER_CLASSES = {"public-body": "行政・公共の団体", "tier-a": "地域の団体（区分A）", "registered-group": "登録団体"}
