"""Words and colours by which a shop knows that a payment was made here and now, and what a payment may be.

A screenshot does not pass: the two words belong to the running number of one payment at one till on one day, stand on
the shop's own list, and are crossed out when they were seen. Who has seen the words of number 7 knows nothing of those
of number 8, and at another till the words are others. The colour changes every half an hour.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.common import fiscal_year

CODE_LIVES = timedelta(minutes=3)
COLOUR_LIVES_MINUTES = 30
# A code of a screen that paid nothing says only when somebody stood at a till.
CODES_KEPT_DAYS = 60
BOOKLET_LINES = 10
BOOKLET_DAYS = 180
# So often, and at so many places, one person pays on a day; nobody visits 71 shops.
MOST_PAYMENTS_A_DAY = 20
MOST_PLACES_A_DAY = 8
# Nobody gets from one shop's printed code to another's in less.
MINUTES_BETWEEN_TILLS = 3
OPENS, CLOSES = 8, 21
LINES_OF_A_SHEET = 40

WORDS: tuple[str, ...] = tuple(
    word
    for line in (
        "さくら もみじ ひばり つばめ すずめ うさぎ きつね たぬき くじら いるか かもめ ほたる とんぼ",
        "かえる めだか こいぬ こねこ ひつじ りんご みかん ぶどう いちご すいか かぼちゃ だいこん にんじん",
        "なすび わかめ こんぶ まつり はなび うちわ ふうせん たいこ ふえ すず かさ くつ ぼうし",
        "めがね とけい えほん つくえ まくら やかん はさみ でんしゃ ふね はしご かぎ やま かわ",
        "うみ そら ほし つき にじ ゆき あらし みなと とうだい はたけ いなほ たけのこ",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour with the name that is read beside it."""

    key: str
    name: str


# Two families by turns, so that the next window never has the same colour.
COLOURS = (
    Colour("red", "あか"),
    Colour("blue", "あお"),
    Colour("green", "みどり"),
    Colour("yellow", "きいろ"),
    Colour("black", "くろ"),
    Colour("orange", "だいだい"),
)


def words(secret: str, day: date, number: int) -> str:
    """This function will give the two words of a till's payment of a running number on a Tokyo date."""
    drawn = _draw(secret, f"words:{day.isoformat()}:{number}")
    first, rest = drawn % len(WORDS), drawn // len(WORDS)
    return f"{WORDS[first]}・{WORDS[rest % len(WORDS)]}"


def colour(secret: str, local: datetime) -> Colour:
    """This function will give the colour that a till shows at a time in Tokyo."""
    turn = (local.hour * 60 + local.minute) // COLOUR_LIVES_MINUTES
    drawn = _draw(secret, f"colour:{local.date().isoformat()}:{turn}")
    return COLOURS[turn % 2 * 3 + drawn % 3]


def _draw(secret: str, what: str) -> int:
    return int.from_bytes(hmac.digest(secret.encode(), what.encode(), hashlib.sha256)[:8])


def amount(typed: str) -> int | None:
    """This function will read an amount of points as people write it, None when it is no positive whole number."""
    text = unicodedata.normalize("NFKC", typed).strip().replace(",", "").removesuffix("ポイント")
    return int(text) if text.isdecimal() and 0 < int(text) < 1_000_000 else None


def month(typed: str) -> date | None:
    """This function will read a month written YYYY-MM as its first day, None when it is none of this century."""
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return first if first.year // 100 == 20 else None


def city_refunds_until(paid_on: date) -> date:
    """This function will give the last Tokyo date on which the city gives back what was paid on one.

    It is 31 May after the fiscal year, when a municipality closes its books (Local Autonomy Act, article 235-5).
    """
    return date(fiscal_year.of(paid_on) + 1, 5, 31)


def next_month(month: date) -> date:
    """This function will give the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
