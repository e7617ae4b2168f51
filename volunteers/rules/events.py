"""Events that look for people who take part (イベント参加者募集, No.13): other words, a window to apply, parties."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from volunteers.enums import Purpose, Reason
from volunteers.rules import hours

# Taking part earns by a rule of its own, where the city has put one in force; hours of help are not counted.
EARNS = "event"
MOST_IN_A_PARTY = 20


@dataclass(frozen=True, slots=True)
class Words:
    """What people who come are called, and what they do."""

    board: str
    apply: str
    application: str
    people: str
    tasks: str
    times: str
    thanks: str


WORDS = {
    Purpose.ACTIVITY: Words(
        "ボランティアに参加する",
        "応募する",
        "応募",
        "参加する方",
        "してほしいこと",
        "活動の日時",
        "応募ありがとうございます",
    ),
    Purpose.EVENT: Words(
        "イベントに参加する",
        "申し込む",
        "申込み",
        "参加者",
        "イベントの内容",
        "開催の日時",
        "お申込みありがとうございます",
    ),
}


def words(purpose: str) -> Words:
    """This function will give the words of a purpose."""
    return WORDS[Purpose(purpose)]


def shut(*, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> Reason | None:
    """This function will tell why applications are not taken yet, or no more; None inside the window."""
    if opens_at is not None and now < opens_at:
        return Reason.NOT_OPEN_YET
    return Reason.CLOSED_ALREADY if closes_at is not None and closes_at <= now else None


def claim(purpose: str, minutes: int) -> tuple[str, Decimal]:
    """This function will give the rule by which somebody who came earns, and how much of its unit.

    Help earns by the hour, taking part in an event once, by a rule that the city puts in force for it or not.
    """
    return earns(purpose), hours.hours(minutes) if counts_hours(purpose) else Decimal(1)


def earns(purpose: str) -> str:
    """This function will give the code of the rule by which somebody who came earns."""
    return hours.EARNS if counts_hours(purpose) else EARNS


def counts_hours(purpose: str) -> bool:
    """This function will tell whether hours of those who come are approved as help given."""
    return purpose == Purpose.ACTIVITY
