"""Nights at which a week, a month, a calendar year or a fiscal year of Tokyo ends, which in UTC is still the day."""

from datetime import UTC, date, datetime, time

import pytest

from backend.common import clock
from backend.notices import models as notices
from tests.factories import consents, contact
from tests.factories import volunteers as factories
from volunteers import actions, enums, models, queries, rules

YEAR_END, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
FISCAL_END, FISCAL_NEW = date(2027, 3, 31), date(2027, 4, 1)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.at(day, time(hour, minute))


@pytest.mark.parametrize("day", [YEAR_END, NEW_YEAR, date(2026, 12, 28), date(2027, 1, 3)])
def test_the_week_goes_on_over_the_new_year_and_the_month_does_not(day: date) -> None:
    january = day.year == 2027
    first, following = (NEW_YEAR, date(2027, 2, 1)) if january else (date(2026, 12, 1), NEW_YEAR)
    assert rules.offers.week_of(day) == (date(2026, 12, 28), date(2027, 1, 4))
    assert rules.offers.month_of(day) == (first, following)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "passed"),
    [({"times_a_week": 1}, [enums.Reason.WEEK_LIMIT]), ({"times_a_month": 1}, [])],
)
def test_what_one_does_on_the_last_night_counts_for_the_week_and_not_for_january(
    limit: dict[str, int], passed: list[enums.Reason]
) -> None:
    offer = factories.OfferFactory.create(**limit)
    factories.confirmed(factories.ShiftFactory.create(starts_at=_at(YEAR_END, 20)), offer.person)
    # Half past midnight in Tokyo is 31 December in UTC.
    shift = factories.ShiftFactory.create(starts_at=_at(NEW_YEAR, 0, 30))
    assert queries.limits.passed_by(offer.person, shift) == passed


def test_a_recurring_rule_goes_on_over_the_new_year() -> None:
    weekly = rules.repetition.Repetition(enums.Frequency.FORTNIGHTLY, date(2026, 12, 24), date(2027, 1, 31), [4])
    monthly = rules.repetition.Repetition(enums.Frequency.MONTHLY, YEAR_END, FISCAL_NEW, [4], rules.repetition.LAST)
    assert rules.repetition.dates_of(weekly) == [date(2026, 12, 24), date(2027, 1, 7), date(2027, 1, 21)]
    assert rules.repetition.dates_of(monthly) == [YEAR_END, date(2027, 1, 28), date(2027, 2, 25), date(2027, 3, 25)]


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (_at(date(2026, 12, 25), 9), enums.ReminderKind.WEEK),
        (_at(YEAR_END, 23, 30), enums.ReminderKind.DAY),
        (_at(NEW_YEAR, 0, 30), None),
        (_at(NEW_YEAR, 6), enums.ReminderKind.MORNING),
    ],
)
def test_who_helps_on_new_years_day_is_reminded_in_december(now: datetime, kind: enums.ReminderKind | None) -> None:
    joined = _at(date(2026, 12, 1), 12)
    assert rules.reminders.due(starts=_at(NEW_YEAR, 10), joined=joined, now=now) == kind


@pytest.mark.parametrize(
    ("now", "day", "valid"),
    [
        (_at(FISCAL_END, 23, 40), FISCAL_END, (FISCAL_END, FISCAL_END)),
        (_at(FISCAL_END, 23, 40), FISCAL_NEW, (FISCAL_NEW, date(2028, 3, 31))),
        (_at(FISCAL_NEW, 0, 30), FISCAL_NEW, (FISCAL_NEW, date(2028, 3, 31))),
        (_at(YEAR_END, 23, 30), NEW_YEAR, (YEAR_END, FISCAL_END)),
    ],
)
def test_a_consent_to_a_field_ends_with_the_fiscal_year_of_the_activity(
    now: datetime, day: date, valid: tuple[date, date]
) -> None:
    found = rules.consents.validity(enums.ConsentScope.FIELD, day=day, today=clock.date_of(now))
    assert found == valid


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "given"), [(FISCAL_END, True), (FISCAL_NEW, False)])
def test_a_consent_of_the_old_fiscal_year_is_of_no_use_in_the_new_one(day: date, given: bool) -> None:
    shift = factories.ShiftFactory.create(starts_at=_at(day, 0, 30))
    place = consents.held(shift)
    consents.given(place.person, field=shift.request.field)
    assert queries.consents.is_missing(models.Assignment.objects.detailed().get(pk=place.pk)) is not given


@pytest.mark.django_db
@pytest.mark.parametrize(("second", "words"), [(_at(NEW_YEAR, 9, 10), 1), (_at(date(2027, 1, 2), 0, 10), 2)])
def test_the_one_kind_word_a_day_is_of_tokyos_day(second: datetime, words: int) -> None:
    thread = contact.ThreadFactory.create()
    for number, now in enumerate([_at(NEW_YEAR, 0, 30), second]):
        raw = contact.reply(thread, enums.Side.PERSON, f"{number}番目のことば")
        address = queries.relay.address(thread, enums.Side.PERSON)
        actions.relay.deliver_reply(raw, recipient=address, now=now.astimezone(UTC))
    told = notices.Notice.objects.filter(template="volunteers/reply_not_taken", user=thread.person)
    assert told.count() == words


@pytest.mark.parametrize(("minutes", "words"), [(100, "1時間40分まで"), (240, "4時間まで"), (30, "30分まで")])
def test_a_limit_is_said_to_the_minute(minutes: int, words: str) -> None:
    assert rules.offers.spoken(None, minutes) == words
