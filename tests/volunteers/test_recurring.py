"""Recurring shifts by a rule, after a dry run."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from backend.common import models as common
from bookings import models as rooms
from tests.factories import bookings as centers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import actions, errors, models, queries
from volunteers.rules import repetition

Repetition = repetition.Repetition
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def _weekly(**changes: Any) -> Repetition:  # noqa: ANN401
    given: dict[str, Any] = {"frequency": "weekly", "first": JUNE[0], "last": JUNE[1], "weekdays": [6]}
    return Repetition(**(given | changes))


# Rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (_weekly(), [6, 13, 20, 27]),
        (_weekly(weekdays=[6, 7]), [6, 7, 13, 14, 20, 21, 27, 28]),
        (_weekly(frequency="fortnightly"), [6, 20]),
        (_weekly(frequency="fortnightly", weekdays=[1, 7]), [1, 7, 15, 21, 29]),
        (_weekly(frequency="monthly", nth=2), [13]),
        (_weekly(frequency="monthly", nth=repetition.LAST, weekdays=[2]), [30]),
        (_weekly(weekdays=[]), []),
        (_weekly(last=date(2026, 5, 31)), []),
    ],
)
def test_a_rule_gives_its_dates(rule: Repetition, days: list[int]) -> None:
    assert [day.day for day in repetition.dates_of(rule)] == days


def test_a_rule_is_written_as_the_standard_has_it() -> None:
    assert _weekly().text == "FREQ=WEEKLY;UNTIL=20260630T000000;BYDAY=SA"


@given(
    frequency=st.sampled_from(["weekly", "fortnightly", "monthly"]),
    first=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 400),
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(sorted),
    nth=st.sampled_from([1, 2, 3, 4, repetition.LAST]),
)
def test_dates_lie_in_the_term_on_the_weekdays_in_order_and_are_never_too_many(
    frequency: str, first: date, length: int, weekdays: list[int], nth: int
) -> None:
    last = first + timedelta(days=length)
    days = repetition.dates_of(Repetition(frequency, first, last, weekdays, nth))
    assert days == sorted(set(days))
    assert all(first <= day <= last and day.isoweekday() in weekdays for day in days)
    assert len(days) <= repetition.MOST + 1


# Dry run and making --------------------------------------------------------------------------------------------------

PATTERN = queries.recurring.Pattern(time(9), time(11), "見本海岸")


def _plan(days: list[date], known: list[date] | None = None, **changes: Any) -> actions.RecurrencePlan:  # noqa: ANN401
    return actions.RecurrencePlan(_weekly(**changes), PATTERN, days, known or [], capacity=10, minimum=2)


def _make(request: models.Request, plan: actions.RecurrencePlan, key: str = "page") -> models.Recurrence:
    return actions.repeat_shifts(request, plan=plan, key=key, closed={}, by=request.posted_by, now=NOW)


SATURDAYS = [date(2026, 6, day) for day in (6, 13, 20, 27)]


@pytest.mark.django_db
def test_the_dry_run_names_what_is_in_the_way_and_makes_nothing() -> None:
    request = factories.RequestFactory.create()
    other = factories.RequestFactory.create(organisation=request.organisation, title="見本まつり")
    factories.ShiftFactory.create(request=other, starts_at=factories.morning(36), place="見本広場")
    stranger = factories.ShiftFactory.create(starts_at=factories.morning(43))
    closed = {date(2026, 6, 20): "見本センターは休館日です（清掃）。"}
    run = queries.recurring.dry_run(request, _weekly(), PATTERN, closed=closed, now=NOW)
    assert [(one.day.day, one.conflicts, one.is_out) for one in run] == [
        (6, (), False),
        (13, ("団体のほかの活動「見本まつり」（見本広場、10:00〜12:00）と重なります。",), False),
        (20, ("見本センターは休館日です（清掃）。",), False),
        (27, (), False),
    ]
    assert stranger.starts_at.date() == date(2026, 6, 20)
    assert not request.shifts.exists()


@pytest.mark.django_db
def test_what_is_ticked_is_made_in_one_go_and_written_down() -> None:
    request = factories.RequestFactory.create()
    made = _make(request, _plan(SATURDAYS[:2]))
    shifts = list(request.shifts.order_by("starts_at"))
    assert [(one.day, one.capacity, one.minimum, one.recurrence_id) for one in shifts] == [
        (day, 10, 2, made.pk) for day in SATURDAYS[:2]
    ]
    assert common.AuditEntry.objects.get(action="volunteers.repeat").detail["made"] == 2


@pytest.mark.django_db
def test_the_same_page_sent_again_makes_nothing_more() -> None:
    request = factories.RequestFactory.create()
    first, again = _make(request, _plan(SATURDAYS)), _make(request, _plan(SATURDAYS))
    assert (first.pk, request.shifts.count()) == (again.pk, 4)


@pytest.mark.django_db
def test_another_page_does_not_make_the_same_shift_twice() -> None:
    request = factories.RequestFactory.create()
    _make(request, _plan(SATURDAYS[:1]))
    with pytest.raises(errors.RecurrenceChanged, match="6月6日"):
        _make(request, _plan(SATURDAYS), key="another")
    assert request.shifts.count() == 1


@pytest.mark.django_db
def test_a_conflict_that_was_shown_may_be_accepted_and_a_new_one_stops_everything() -> None:
    request = factories.RequestFactory.create()
    other = factories.RequestFactory.create(organisation=request.organisation)
    factories.ShiftFactory.create(request=other, starts_at=factories.morning(36))
    with pytest.raises(errors.RecurrenceChanged, match="6月13日"):
        _make(request, _plan(SATURDAYS))
    assert not request.shifts.exists()
    _make(request, _plan(SATURDAYS, known=[SATURDAYS[1]]))
    assert request.shifts.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "plan", "refusal"),
    [
        ({}, _plan([]), errors.RecurrenceEmpty),
        ({}, _plan([date(2026, 6, 7)]), errors.RecurrenceEmpty),
        ({}, _plan(SATURDAYS, last=date(2028, 6, 30)), errors.RecurrenceTooLong),
        ({"kind": "flexible"}, _plan(SATURDAYS), errors.RequestNotOfSetTimes),
        ({"status": "closed", "closed_at": NOW}, _plan(SATURDAYS), errors.RequestNotOpen),
    ],
)
def test_what_cannot_recur_is_refused(
    fields: dict[str, Any], plan: actions.RecurrencePlan, refusal: type[errors.RecurrenceEmpty]
) -> None:
    with pytest.raises(refusal):
        _make(factories.RequestFactory.create(**fields), plan)


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


SENT = {
    "frequency": "weekly",
    "weekdays": "6",
    "first": "2026-06-01",
    "last": "2026-06-30",
    "starts_at": "09:00",
    "ends_at": "11:00",
    "place": "見本センターの庭",
    "capacity": "5",
    "key": "page-1",
}


@pytest.mark.django_db
def test_an_organiser_looks_at_the_dates_and_makes_those_that_fit(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    center = centers.CenterFactory.create(code="mihon")
    closed = DateRange(date(2026, 6, 13), date(2026, 6, 14))
    rooms.Closure.objects.create(center=center, dates=closed, reason="館内清掃")
    shift = factories.ShiftFactory.create(center_code="mihon")
    client.force_login(factories.manager_of(shift.request))
    path = reverse("portal:request-recurrence", args=[shift.request.code])
    sent = SENT | {"center_code": "mihon"}
    page = client.post(path, sent | {"look": "1"}).content.decode()
    assert ("館内清掃" in page, page.count("checked"), 'value="2026-06-13" checked' in page) == (True, 5, False)
    client.post(path, sent | {"make": "1", "days": ["2026-06-06", "2026-06-20"], "known": ["2026-06-13"]})
    assert [one.day.day for one in shift.request.shifts.order_by("starts_at")[1:]] == [6, 20]


@pytest.mark.django_db
def test_a_refusal_keeps_what_was_typed(client: PageClient, noon: time_machine.Traveller) -> None:
    shift = factories.ShiftFactory.create()
    client.force_login(factories.manager_of(shift.request))
    answer = client.post(reverse("portal:request-recurrence", args=[shift.request.code]), SENT | {"make": "1"})
    page = answer.content.decode()
    told = ("作る日を1つ以上選んで" in page, "見本センターの庭" in page)
    assert (answer.status_code, *told) == (422, True, True)


# Templates and copies ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_template_keeps_what_was_written_and_leaves_the_days_open(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    shift = factories.ShiftFactory.create(request__certificate="普通自動車免許", request__certificate_reason="運ぶため")
    factories.ShiftFactory.create(request=shift.request, days=10)
    client.force_login(factories.manager_of(shift.request))
    client.post(reverse("volunteers:request-template-new", args=[shift.request.code]), {"name": "毎月の清掃"})
    kept = models.RequestTemplate.objects.get()
    assert (kept.name, len(kept.sheet["shifts"]), kept.sheet["request"]["certificate"]) == (
        "毎月の清掃",
        1,
        "普通自動車免許",
    )
    page = client.get(reverse("volunteers:request-new"), {"template": kept.code}).content.decode()
    told = [shift.request.title, 'value="10:00"', "普通自動車免許", shift.place]
    assert [one for one in told if one not in page] == []
    assert f'value="{TODAY.year}"' not in page


@pytest.mark.django_db
def test_a_request_is_copied_also_when_it_is_over(client: PageClient, noon: time_machine.Traveller) -> None:
    shift = factories.ShiftFactory.create(days=-30, request__status="closed", request__closed_at=NOW)
    client.force_login(factories.manager_of(shift.request))
    page = client.get(reverse("volunteers:request-new"), {"copy": shift.request.code}).content.decode()
    assert (shift.request.title in page, shift.request.contact in page) == (True, True)


@pytest.mark.django_db
def test_nobody_copies_from_an_organisation_that_is_not_theirs(client: PageClient) -> None:
    mine, other = factories.ShiftFactory.create(), factories.ShiftFactory.create()
    client.force_login(factories.manager_of(mine.request))
    kept = actions.save_template(other.request, name="見本", by=other.request.posted_by, now=NOW)
    for query in ({"copy": other.request.code}, {"template": kept.code}):
        assert client.get(reverse("volunteers:request-new"), query).status_code == 404


@pytest.mark.django_db
def test_a_template_has_a_name_of_its_own_and_can_be_taken_away() -> None:
    request = factories.RequestFactory.create()
    kept = actions.save_template(request, name="見本", by=request.posted_by, now=NOW)
    with pytest.raises(errors.TemplateNameTaken):
        actions.save_template(request, name="見本", by=request.posted_by, now=NOW)
    actions.discard_template(kept, by=request.posted_by, now=NOW)
    assert actions.save_template(request, name="見本", by=request.posted_by, now=NOW).pk != kept.pk
