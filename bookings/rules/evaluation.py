"""Every usage rule that a wish for a room breaks, at once, each with its paragraph and concrete dates (A3, A4)."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bookings.rules import closures, dates, schema, sentences, timing

HORIZON_DAYS = 400
TIES = {"lives": "住んでいる方", "works": "働いている方", "studies": "学んでいる方"}
SPANS = {"week": "1週間", "month": "1か月", "fiscal_year": "1年度"}


@dataclass(frozen=True, kw_only=True)
class Use:
    """Another live booking of the same person or group at the center."""

    date: date
    room_code: str
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a wish for a room says. Instants are in Tokyo time.

    `ties` are those to the city (lives, works, studies). `desk_has_looked` is for proxy entry, where the desk answers
    for what the service does not know of the person. `uses` are the other live bookings that caps count.
    """

    now: datetime
    use: date
    starts_at: datetime
    ends_at: datetime
    periods: tuple[str, ...]
    room_code: str
    headcount: int
    capacity: int | None = None
    activity: str = ""
    user_class: str = ""
    ties: frozenset[str] = frozenset()
    born: date | None = None
    with_guardian: bool = False
    desk_has_looked: bool = False
    closed: closures.Closed | None = None
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A rule that a wish breaks.

    `possible_from` is when the same can be reserved, `use_from` the first date of use that would keep this rule.
    """

    code: str
    sentence: str
    paragraph: str = ""
    source: str = ""
    possible_from: datetime | None = None
    use_from: date | None = None

    def as_data(self) -> dict[str, Any]:
        """This function will give the JSON form."""
        return {
            **dataclasses.asdict(self),
            "possible_from": self.possible_from.isoformat() if self.possible_from else None,
            "use_from": self.use_from.isoformat() if self.use_from else None,
        }


def broken(rules: schema.Rules, facts: Facts) -> list[Broken]:
    """This function will give every rule that the facts break, in the order in which residents read the rules."""
    return [found for check in CHECKS for found in check(rules, facts)]


def _cited(code: str, clause: schema.Clause | None, sentence: str, **dated: Any) -> Broken:  # noqa: ANN401
    return Broken(
        code=code,
        sentence=sentence,
        paragraph=sentences.wording(clause),
        source=clause.source if clause else "",
        **dated,
    )


def _who(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    who = rules.who
    if who and not facts.desk_has_looked and not facts.ties & set(who.may_use):
        people = "、".join(TIES[tie] for tie in who.may_use)
        sentence = (
            f"市内に{people}がご利用いただけます。当てはまるときは、登録情報の「市とのつながり」を直してください。"
        )
        yield _cited("outside_city", who, sentence)


def _guardian(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    clause = rules.guardian
    if clause is None or facts.with_guardian:
        return
    if facts.born is None:
        if not facts.desk_has_looked:
            sentence = "年齢のきまりを確かめるため、登録情報に生年月日を入れてから、もう一度お試しください。"
            yield _cited("age_unknown", clause, sentence)
        return
    grown = _grown_on(clause, facts.born)
    if facts.use < grown:
        sentence = (
            f"{dates.text(grown)}より前の利用には、保護者の付き添いが必要です。「保護者が付き添う」を選んでください。"
        )
        yield _cited("guardian_needed", clause, sentence, use_from=grown)


def _grown_on(clause: schema.Guardian, born: date) -> date:
    if clause.below == "junior_high":
        return dates.junior_high_from(born)
    return dates.after(born, clause.below, "year")


def _closed(_rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    if facts.closed:
        again = facts.closed.reopens_on
        then = f"次に開くのは{dates.text(again)}です。" if again else ""
        sentence = f"{dates.text(facts.use)}は「{facts.closed.reason}」のためお休みです。{then}"
        yield _cited("closed", None, sentence, use_from=again)


def _hours(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    hours = rules.hours
    if hours and (facts.starts_at.time() < hours.opens or facts.ends_at.time() > hours.closes):
        sentence = f"ご利用いただけるのは{hours.opens:%H:%M}から{hours.closes:%H:%M}までです。"
        yield _cited("outside_hours", hours, sentence)


def _spanning(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    if rules.periods and not rules.periods.may_span and len(facts.periods) > 1:
        sentence = "区分をまたいで予約することはできません。区分を1つ選んでください。"
        yield _cited("may_not_span", rules.periods, sentence)


def _past(_rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    if facts.starts_at <= facts.now:
        sentence = f"{dates.text(facts.use)} {facts.starts_at:%H:%M}は過ぎています。これからの日時を選んでください。"
        yield _cited("past", None, sentence)


def _not_open_yet(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    opens = timing.opens_at(rules, facts.user_class, facts.use, facts.now.tzinfo)
    if opens and facts.now < opens:
        at = f" {opens:%H:%M}" if opens.time() != opens.min.time() else ""
        sentence = f"{dates.text(facts.use)}の利用は、{dates.text(opens.date())}{at}から予約できます。"
        window = timing.window_of(rules, facts.user_class)
        cited = rules.windows if rules.windows and rules.windows.paragraph and not _says(window) else window
        yield _cited("not_open_yet", cited, sentence, possible_from=opens)


def _says(clause: schema.Clause | None) -> bool:
    return clause is not None and clause.paragraph != ""


def _too_late(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    if facts.starts_at <= facts.now:
        return
    zone = facts.now.tzinfo
    closing = timing.closes(rules, use=facts.use, periods=facts.periods, zone=zone)
    if closing and closing[0] <= facts.now:
        use_from = _first_use_in_time(rules, facts)
        then = f"{dates.text(use_from)}以降の利用なら予約できます。" if use_from else ""
        sentence = f"{dates.text(facts.use)}の利用の申し込みは、{timing.text_of(closing[0])}でした。{then}"
        yield _cited("too_late", closing[1], sentence, use_from=use_from)


def _first_use_in_time(rules: schema.Rules, facts: Facts) -> date | None:
    later = (facts.use + timedelta(days=ahead) for ahead in range(1, HORIZON_DAYS))
    return next((day for day in later if _is_in_time(rules, facts, day)), None)


def _is_in_time(rules: schema.Rules, facts: Facts, day: date) -> bool:
    closing = timing.closes(rules, use=day, periods=facts.periods, zone=facts.now.tzinfo)
    return closing is None or facts.now < closing[0]


def _people(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    clause = rules.headcount
    if clause and clause.minimum and facts.headcount < clause.minimum:
        yield _cited("too_few_people", clause, f"{clause.minimum}人以上での利用をお願いしています。")
    if clause and clause.maximum and facts.headcount > clause.maximum:
        yield _cited("too_many_people", clause, f"利用できるのは{clause.maximum}人までです。")
    elif facts.capacity and facts.headcount > facts.capacity:
        sentence = f"この部屋の定員は{facts.capacity}人です。人数を減らすか、広い部屋をお選びください。"
        yield _cited("over_capacity", None, sentence)


def _caps(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    for cap in rules.caps.limits if rules.caps else ():
        if cap.classes and facts.user_class not in cap.classes:
            continue
        uses = [use for use in facts.uses if cap.counts == "center" or use.room_code == facts.room_code]
        if cap.span == "open":
            yield from _open_cap(cap, _cap_cited(rules, cap), uses, facts)
        elif _count(cap, uses, facts.use) >= cap.limit:
            first, end = dates.span_of(facts.use, cap.span)
            use_from = _first_below(cap, uses, end)
            sentence = (
                f"予約は{SPANS[cap.span]}（{dates.text(first)}から{dates.text(end - timedelta(days=1))}まで）に"
                f"{cap.limit}回までです。{dates.text(use_from)}以降の利用なら予約できます。"
            )
            yield _cited(f"cap_{cap.span}", _cap_cited(rules, cap), sentence, use_from=use_from)


def _cap_cited(rules: schema.Rules, cap: schema.Cap) -> schema.Clause:
    return rules.caps if rules.caps and rules.caps.paragraph and not cap.paragraph else cap


def _open_cap(cap: schema.Cap, cited: schema.Clause | None, uses: list[Use], facts: Facts) -> Iterator[Broken]:
    ahead = [use.starts_at for use in uses if use.starts_at > facts.now]
    if len(ahead) >= cap.limit:
        sentence = (
            f"これからの予約は同時に{cap.limit}件までです。今の予約が終わるか、取り消してからお申し込みください。"
        )
        yield _cited("cap_open", cited, sentence, possible_from=sorted(ahead)[len(ahead) - cap.limit])


def _count(cap: schema.Cap, uses: list[Use], day: date) -> int:
    first, end = dates.span_of(day, cap.span)
    return sum(first <= use.date < end for use in uses)


def _first_below(cap: schema.Cap, uses: list[Use], day: date) -> date:
    while _count(cap, uses, day) >= cap.limit:
        day = dates.span_of(day, cap.span)[1]
    return day


def _banned(rules: schema.Rules, facts: Facts) -> Iterator[Broken]:
    for ban in rules.bans.values():
        if facts.activity and ban.activity == facts.activity:
            sentence = "選ばれた活動には、この部屋を使えません。ほかの部屋か活動をお選びください。"
            yield _cited("banned_activity", ban, sentence)


CHECKS: tuple[Callable[[schema.Rules, Facts], Iterator[Broken]], ...] = (
    _who,
    _guardian,
    _closed,
    _hours,
    _spanning,
    _past,
    _not_open_yet,
    _too_late,
    _people,
    _caps,
    _banned,
)
