"""What came of holding bookings against a draft: how many, whose, by which rule (requirements A3, A16)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from backend.accounts import models as accounts
from bookings import models
from bookings.queries import replaying, usage_rules

RULES = {
    "outside_city": "利用できる方",
    "guardian_needed": "保護者の付き添い",
    "age_unknown": "年齢がわからない",
    "outside_hours": "開館時間",
    "may_not_span": "区分をまたぐ予約",
    "not_open_yet": "受付開始より早い申し込み",
    "too_late": "締め切りよりあとの申し込み",
    "too_few_people": "人数が少ない",
    "too_many_people": "人数が多い",
    "cap_week": "1週間の回数",
    "cap_month": "1か月の回数",
    "cap_fiscal_year": "1年度の回数",
    "cap_open": "同時に持てる予約の数",
    "banned_activity": "できない活動",
}
NO_CLASS = "個人・そのほか"
NO_GROUP = "団体でない予約"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some bookings the draft would have refused."""

    name: str
    refused: int
    total: int

    @property
    def percent(self) -> int:
        """This function will give the share in whole percent, the usual way of rounding."""
        return (200 * self.refused + self.total) // (2 * self.total) if self.total else 0


@dataclass(frozen=True)
class Result:
    """A replay's counts: by rule (of all that were refused), by class of users, by group, by center."""

    replay: models.RulesReplay
    by_rule: tuple[Share, ...]
    by_class: tuple[Share, ...]
    by_group: tuple[Share, ...]
    by_center: tuple[Share, ...]

    @property
    def all(self) -> Share:
        """This function will give the share of all."""
        return Share("すべての予約", self.replay.refused, self.replay.done)


def result(replay: models.RulesReplay, *, with_names: bool) -> Result:
    """This function will count what a replay has found so far; groups have names only where one may know them."""
    classes = accounts.UserClass.objects.filter(municipality=replay.draft.municipality_id)
    names = dict(classes.values_list("code", "name"))
    judged = _judged(replay)
    return Result(
        replay,
        tuple(_by_rule(replay)),
        tuple(_shares(replay, judged, "user_class", lambda code: names.get(code, code) or NO_CLASS)),
        tuple(_groups(replay, judged, with_names=with_names)),
        tuple(_shares(replay, judged, "center__name", str)) if replay.draft.center_id is None else (),
    )


def _judged(replay: models.RulesReplay) -> QuerySet[models.Booking]:
    whole = replaying.replayed(replay.draft, first=replay.first, last=replay.last)
    return whole.filter(pk__lte=replay.position)


def _by_rule(replay: models.RulesReplay) -> Iterable[Share]:
    counted = replay.refusals.values("rule").annotate(refused=Count("pk")).order_by("-refused", "rule")
    for row in counted:
        yield Share(RULES.get(row["rule"], row["rule"]), row["refused"], replay.refused)


def _shares(
    replay: models.RulesReplay, judged: QuerySet[models.Booking], by: str, name: Callable[[str], str]
) -> list[Share]:
    refused = _refused(replay, by)
    totals = judged.values_list(by).annotate(total=Count("pk")).order_by(by)
    found = [Share(name(key), refused.get(key, 0), total) for key, total in totals]
    return sorted(found, key=lambda share: -share.refused)


def _refused(replay: models.RulesReplay, by: str) -> dict[object, int]:
    rows = replay.refusals.values_list(f"booking__{by}").annotate(refused=Count("booking", distinct=True))
    return dict(rows.order_by())


def _groups(replay: models.RulesReplay, judged: QuerySet[models.Booking], *, with_names: bool) -> list[Share]:
    refused = _refused(replay, "group_id")
    counted = judged.values_list("group_id", "group__name").annotate(total=Count("pk")).order_by("group_id")
    rows = [(group, name, refused.get(group, 0), total) for group, name, total in counted if refused.get(group)]
    rows.sort(key=lambda row: -row[2])
    found = []
    for place, (group, name, hit, total) in enumerate(rows[:SHOWN], 1):
        shown = NO_GROUP if group is None else (name if with_names else f"団体 {place}")
        found.append(Share(shown, hit, total))
    return found


def refused_bookings(replay: models.RulesReplay) -> QuerySet[models.Booking]:
    """This function will list the bookings that the draft would have refused, the latest use first."""
    found = models.Booking.objects.filter(pk__in=replay.refusals.values("booking"))
    return found.select_related("room", "center", "group", "booked_by").order_by("-date", "-pk")


def with_sentences(
    replay: models.RulesReplay, bookings: Iterable[models.Booking]
) -> list[tuple[models.Booking, list[str]]]:
    """This function will put beside bookings what the draft says against them."""
    shown = list(bookings)
    said: dict[int, list[str]] = {booking.pk: [] for booking in shown}
    for refusal in replay.refusals.filter(booking__in=shown).order_by("pk"):
        said[refusal.booking_id].append(refusal.sentence)
    return [(booking, said[booking.pk]) for booking in shown]


def found(code: str) -> models.RulesReplay:
    """This function will find a replay, or raise NotFound."""
    return usage_rules.replay(code)
