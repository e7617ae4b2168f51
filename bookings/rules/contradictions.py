"""What no reading of single fields can find: clauses that contradict themselves, each with its place."""

from collections.abc import Callable, Iterator
from itertools import chain

from bookings.rules.schema import Rules

Found = Iterator[tuple[str, str]]
# What each kind of deadline can be counted from.
COUNTED = {
    "booking": ("before_use",),
    "form": ("before_use", "after_tentative"),
    "cancellation": ("before_use",),
    "report": ("after_use",),
}
YEARS = range(1, 21)


def of(rules: Rules) -> list[tuple[str, str]]:
    """This function will give every contradiction: the path of the field, and a sentence for whoever drafts."""
    return list(chain.from_iterable(check(rules) for check in CHECKS))


def _who(rules: Rules) -> Found:
    if rules.who and not rules.who.may_use:
        yield "who.may_use", "1つ以上選んでください。選ばないと、だれも利用できません。"


def _guardian(rules: Rules) -> Found:
    below = rules.guardian.below if rules.guardian else "junior_high"
    if isinstance(below, int) and below not in YEARS:
        yield "guardian.below", "1から20までの年齢を入れてください。"


def _hours(rules: Rules) -> Found:
    if rules.hours and rules.hours.closes <= rules.hours.opens:
        yield "hours.closes", "閉まる時刻は、開く時刻よりあとにしてください。"


def _headcount(rules: Rules) -> Found:
    people = rules.headcount
    if people is None:
        return
    if people.minimum is None and people.maximum is None:
        yield "headcount.minimum", "少なくともどちらかの人数を入れてください。"
    if people.maximum == 0:
        yield "headcount.maximum", "1人以上にしてください。0人では、だれも利用できません。"
    if people.minimum and people.maximum and people.maximum < people.minimum:
        yield "headcount.maximum", "多くても何人までかは、少なくとも何人からかより小さくできません。"


def _windows(rules: Rules) -> Found:
    if rules.windows is None:
        return
    if not rules.windows.tiers:
        yield "windows.tiers", "受付の始まりを、1つ以上入れてください。"
    seen: set[str] = set()
    for place, window in enumerate(rules.windows.tiers):
        named = set(window.classes or [""])
        if seen & named:
            yield f"windows.tiers[{place}].classes", "同じ利用者区分の受付開始が2つあります。1つにしてください。"
        seen |= named


def _caps(rules: Rules) -> Found:
    if rules.caps and not rules.caps.limits:
        yield "caps.limits", "上限を、1つ以上入れてください。"
    for place, cap in enumerate(rules.caps.limits if rules.caps else ()):
        if cap.limit < 1:
            yield f"caps.limits[{place}].limit", "1以上の回数を入れてください。0では、だれも予約できません。"


def _deadlines(rules: Rules) -> Found:
    for name, deadline in rules.deadlines.items():
        if deadline.counted not in COUNTED[deadline.kind]:
            yield f"deadlines.{name}.counted", "この期限は、その数え方ができません。数え方を選び直してください。"
        if deadline.lapses and deadline.kind != "form":
            yield f"deadlines.{name}.lapses", "期限で取り消しになるのは、申請書の期限だけです。"


def _bans(rules: Rules) -> Found:
    for name, ban in rules.bans.items():
        if not ban.activity:
            yield f"bans.{name}.activity", "活動の種類を選んでください。"


def _public_use(rules: Rules) -> Found:
    if rules.public_use and not rules.public_use.classes:
        yield "public_use.classes", "優先する利用者区分を、1つ以上選んでください。"


def _waiting_list(rules: Rules) -> Found:
    if rules.waiting_list and rules.waiting_list.is_open and rules.waiting_list.answer_hours < 1:
        yield "waiting_list.answer_hours", "お返事を待つ時間は、1時間以上にしてください。"


def _no_shows(rules: Rules) -> Found:
    for name in ("limit", "months", "restricted_days"):
        if rules.no_shows and getattr(rules.no_shows, name) < 1:
            yield f"no_shows.{name}", "1以上の数を入れてください。"


def _room_check(rules: Rules) -> Found:
    if rules.room_check and not [item for item in rules.room_check.items if item.strip()]:
        yield "room_check.items", "確かめることを、1つ以上書いてください。"


CHECKS: tuple[Callable[[Rules], Found], ...] = (
    _who,
    _guardian,
    _hours,
    _headcount,
    _windows,
    _caps,
    _deadlines,
    _bans,
    _public_use,
    _waiting_list,
    _no_shows,
    _room_check,
)
