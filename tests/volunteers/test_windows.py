"""Flexible and open-ended requests: people pick the time themselves."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts import models as accounts
from backend.common import clock
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries
from volunteers.rules import windows

SATURDAY = TODAY + timedelta(days=1)
State = enums.AssignmentState
HOUR = timedelta(hours=1)


def _at(hour: int, minute: int = 0) -> datetime:
    return clock.at(SATURDAY, time(hour, minute))


def _pick(
    window: models.Window, starts: datetime, ends: datetime, person: accounts.User | None = None
) -> models.Assignment:
    person = person or people.UserFactory.create()
    return actions.pick_time(window, starts_at=starts, ends_at=ends, person=person, by=person, now=NOW)


# Rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "most"),
    [((9, 10), 1), ((9, 11), 2), ((10, 11), 2), ((11, 12), 1), ((12, 13), 0), ((8, 13), 2), ((8, 9), 0)],
)
def test_the_fullest_instant_counts_and_neighbours_do_not_meet(wanted: tuple[int, int], most: int) -> None:
    others = [windows.Picked(_at(9), _at(11)), windows.Picked(_at(10), _at(12))]
    assert windows.most_at_once(windows.Picked(_at(wanted[0]), _at(wanted[1])), others) == most


TIMES = st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(1, 3))


@given(wanted=TIMES, others=st.lists(TIMES, max_size=8))
def test_the_fullest_instant_is_what_counting_minute_by_minute_finds(
    wanted: tuple[int, int, int], others: list[tuple[int, int, int]]
) -> None:
    base = _at(0)
    slots = [windows.Picked(base + a * HOUR, base + (a + n) * HOUR, k) for a, n, k in others]
    begins, length, _ = wanted
    counted = max(sum(k for a, n, k in others if a <= hour < a + n) for hour in range(begins, begins + length))
    asked = windows.Picked(base + begins * HOUR, base + (begins + length) * HOUR)
    assert windows.most_at_once(asked, slots) == counted


# Picking -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_picked_time_is_a_shift_like_any_other_and_counts_its_minutes() -> None:
    window = factories.WindowFactory.create()
    made = _pick(window, _at(9), _at(10, 30))
    window.refresh_from_db()
    shift = models.Shift.objects.get(pk=made.shift_id)
    assert (made.state, shift.taken, shift.window_id, shift.place) == (State.CONFIRMED, 1, window.pk, window.place)
    assert (window.minutes_taken, window.minutes_left) == (90, 1110)


@pytest.mark.django_db
def test_who_picks_the_same_time_joins_the_same_shift() -> None:
    window = factories.WindowFactory.create()
    first, second = _pick(window, _at(9), _at(10)), _pick(window, _at(9), _at(10))
    window.refresh_from_db()
    assert (first.shift_id, window.minutes_taken) == (second.shift_id, 120)


@pytest.mark.django_db
def test_no_more_help_at_one_time_than_there_is_room_for_also_where_times_only_overlap() -> None:
    window = factories.WindowFactory.create(capacity=2)
    _pick(window, _at(9), _at(11))
    _pick(window, _at(10), _at(12))
    with pytest.raises(errors.TimeFull):
        _pick(window, _at(10, 30), _at(11, 30))
    assert _pick(window, _at(11), _at(13)).state == State.CONFIRMED


@pytest.mark.django_db
def test_the_hours_that_are_needed_end_the_window() -> None:
    window = factories.WindowFactory.create(minutes_needed=120)
    _pick(window, _at(9), _at(10, 30))
    with pytest.raises(errors.WindowTaken):
        _pick(window, _at(13), _at(14))
    assert _pick(window, _at(13), _at(13, 30)).state == State.CONFIRMED
    window.refresh_from_db()
    assert window.is_covered


@pytest.mark.django_db
def test_who_steps_back_gives_the_minutes_back() -> None:
    window = factories.WindowFactory.create(minutes_needed=120)
    made = _pick(window, _at(9), _at(11))
    actions.withdraw(made, by=made.person, now=NOW)
    window.refresh_from_db()
    assert window.minutes_taken == 0
    assert _pick(window, _at(9), _at(11)).state == State.CONFIRMED


@pytest.mark.django_db
def test_an_open_ended_window_takes_whoever_comes() -> None:
    window = factories.WindowFactory.create(open_ended=True)
    year_later = clock.at(SATURDAY + timedelta(weeks=52), time(9))
    assert _pick(window, year_later, year_later + HOUR).state == State.CONFIRMED
    window.refresh_from_db()
    assert (window.minutes_taken, window.minutes_left) == (60, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (_at(8), _at(10)),
        (_at(16), _at(18)),
        (_at(9), _at(9, 20)),
        (_at(11), _at(10)),
        (clock.at(TODAY, time(13)), clock.at(TODAY, time(14))),
        (clock.at(TODAY - timedelta(days=6), time(9)), clock.at(TODAY - timedelta(days=6), time(10))),
        (clock.at(TODAY + timedelta(days=29), time(9)), clock.at(TODAY + timedelta(days=29), time(10))),
        (_at(9), _at(10) + timedelta(days=1)),
    ],
)
def test_a_time_outside_of_the_window_is_refused_and_leaves_no_shift(starts: datetime, ends: datetime) -> None:
    window = factories.WindowFactory.create()
    with pytest.raises(errors.TimeOutside):
        _pick(window, starts, ends)
    assert not models.Shift.objects.exists()


@pytest.mark.django_db
def test_a_refusal_takes_the_shift_along_that_would_have_been_made() -> None:
    window = factories.WindowFactory.create(request__minimum_age=60, request__kind="flexible")
    with pytest.raises(errors.TooYoung):
        _pick(window, _at(9), _at(10))
    assert not models.Shift.objects.exists()


@pytest.mark.django_db
def test_nobody_is_at_two_picked_times_at_once() -> None:
    window, person = factories.WindowFactory.create(), people.UserFactory.create()
    _pick(window, _at(9), _at(11), person)
    with pytest.raises(errors.OverlappingShift):
        _pick(window, _at(10), _at(12), person)


@pytest.mark.django_db
def test_where_the_organiser_looks_first_minutes_count_once_it_is_a_place() -> None:
    window = factories.WindowFactory.create(request__policy=enums.Policy.ACCEPTANCE, request__kind="flexible")
    made = _pick(window, _at(9), _at(10))
    window.refresh_from_db()
    assert (made.state, window.minutes_taken) == (State.APPLIED, 0)
    actions.accept_application(made, by=factories.manager_of(window.request), now=NOW)
    window.refresh_from_db()
    assert window.minutes_taken == 60


@pytest.mark.django_db
def test_an_acceptance_beyond_the_need_is_refused() -> None:
    window = factories.WindowFactory.create(
        request__policy=enums.Policy.ACCEPTANCE, request__kind="flexible", minutes_needed=90
    )
    first, second = (_pick(window, _at(9), _at(10)) for _ in range(2))
    by = factories.manager_of(window.request)
    actions.accept_application(first, by=by, now=NOW)
    with pytest.raises(errors.WindowTaken):
        actions.accept_application(second, by=by, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"last": TODAY - timedelta(days=1)},
        {"minutes_needed": None},
        {"last": None},
        {"weekdays": []},
        {"weekdays": [8]},
        {"closes_at": time(9)},
        {"capacity": 0},
        {"minutes_taken": 1201},
    ],
)
def test_the_database_keeps_a_window_in_shape(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.WindowFactory.create(**fields)


# Posting -------------------------------------------------------------------------------------------------------------


def _plan(kind: str) -> actions.RequestPlan:
    field = factories.FieldFactory.create()
    return actions.RequestPlan(title="花の水やり", field=field, tasks="水をやります。", meeting_point="入口", kind=kind)


def _window_plan(**fields: Any) -> actions.WindowPlan:  # noqa: ANN401
    given: dict[str, Any] = {
        "first": TODAY,
        "last": TODAY + timedelta(days=28),
        "weekdays": [6],
        "opens_at": time(9),
        "closes_at": time(12),
        "capacity": 2,
        "place": "見本公園",
        "minutes_needed": 600,
    }
    return actions.WindowPlan(**(given | fields))


def _post(kind: str, windows: list[actions.WindowPlan]) -> models.Request:
    organisation = factories.RequestFactory.create().organisation
    by = people.OrganisationMemberFactory.create(organisation=organisation).user
    return actions.post_request(organisation, plan=_plan(kind), shifts=[], windows=windows, by=by, now=NOW)


@pytest.mark.django_db
def test_a_flexible_request_goes_out_with_its_window_and_stands_on_the_board() -> None:
    made = _post("flexible", [_window_plan()])
    assert (made.status, made.windows.get().minutes_needed) == ("published", 600)
    (shown,) = queries.requests.board(queries.requests.BoardFilter(), now=NOW)
    windows = shown.open_windows  # type: ignore[attr-defined]  # prefetched under that name
    assert (shown, [one.request_id for one in windows]) == (made, [made.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("windows", "refusal"),
    [
        ([], errors.NoWindows),
        ([{"first": TODAY - timedelta(days=9), "last": TODAY - timedelta(days=1)}], errors.WindowInThePast),
        ([{"last": TODAY + timedelta(days=1), "first": TODAY + timedelta(days=2)}], errors.WindowUnclear),
        ([{"minutes_needed": None}], errors.WindowNeedUnclear),
        ([{"weekdays": []}], errors.WindowUnclear),
    ],
)
def test_a_window_that_nobody_can_use_is_not_posted(
    windows: list[dict[str, Any]], refusal: type[errors.NoWindows]
) -> None:
    with pytest.raises(refusal):
        _post("flexible", [_window_plan(**one) for one in windows])


@pytest.mark.django_db
def test_the_board_shows_a_window_on_its_own_days_and_until_its_hours_are_taken() -> None:
    window = factories.WindowFactory.create(minutes_needed=60)
    wanted = [queries.requests.BoardFilter(day=TODAY + timedelta(days=ahead)) for ahead in (0, 1, 2, 30)]
    found = [len(queries.requests.board(one, now=NOW)) for one in wanted]
    assert [queries.requests.number_on_board(one, now=NOW) for one in wanted] == found
    assert found == [0, 1, 1, 0]
    _pick(window, _at(9), _at(10))
    assert not queries.requests.board(queries.requests.BoardFilter(), now=NOW).exists()
