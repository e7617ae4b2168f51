from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, enums, errors, models

pytestmark = pytest.mark.django_db
State = enums.AssignmentState


def _apply(shift: models.Shift, person: accounts.User | None = None) -> models.Assignment:
    person = person or people.UserFactory.create()
    shift = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)
    return actions.apply_for_shift(shift, person=person, by=person, now=NOW)


def _told(person: accounts.User) -> list[str]:
    return list(notices.Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def _line(shift: models.Shift) -> list[int]:
    return [each.person_id for each in shift.assignments.in_line()]


def test_the_first_to_come_has_a_place_at_once_and_is_told() -> None:
    shift = factories.ShiftFactory.create()
    made = _apply(shift)
    shift.refresh_from_db()
    assert (made.state, shift.taken, _told(made.person)) == (State.CONFIRMED, 1, ["volunteers/confirmed"])


def test_a_place_of_somebody_grown_up_is_five_statements(django_assert_num_queries: Any) -> None:  # noqa: ANN401
    """The begin, what is kept of it, what is told, the place with all that it depends on, and the commit."""
    shift = models.Shift.objects.select_related("request__organisation", "request__district").get(
        pk=factories.ShiftFactory.create().pk
    )
    person = people.UserFactory.create(date_of_birth=date(1980, 4, 1))
    with django_assert_num_queries(5):
        actions.apply_for_shift(shift, person=person, by=person, now=NOW)


def test_an_application_to_an_organiser_who_looks_first_takes_no_place() -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    manager = factories.manager_of(shift.request)
    made = _apply(shift)
    shift.refresh_from_db()
    assert (made.state, shift.taken) == (State.APPLIED, 0)
    assert (_told(made.person), _told(manager)) == (["volunteers/applied"], ["volunteers/application"])


def test_an_accepted_application_becomes_a_place() -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    made = _apply(shift)
    accepted = actions.accept_application(made, by=factories.manager_of(shift.request), now=NOW)
    shift.refresh_from_db()
    assert (accepted.state, shift.taken) == (State.CONFIRMED, 1)


def test_an_application_is_answered_once() -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    made = _apply(shift)
    manager = factories.manager_of(shift.request)
    actions.decline_application(made, by=manager, now=NOW, reason="経験のある方にお願いしました")
    with pytest.raises(errors.AssignmentChanged):
        actions.accept_application(made, by=manager, now=NOW)


def test_who_comes_to_a_full_shift_waits_in_the_order_of_coming() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    first, second = _apply(shift), _apply(shift)
    assert (first.state, second.state) == (State.WAITING, State.WAITING)
    assert _line(shift) == [first.person_id, second.person_id]


def test_a_full_shift_without_a_waiting_list_is_said_to_be_full() -> None:
    shift = factories.ShiftFactory.create(capacity=1, request__has_waiting_list=False)
    factories.confirmed(shift)
    with pytest.raises(errors.ShiftFull):
        _apply(shift)
    assert models.Assignment.objects.count() == 1


@pytest.mark.parametrize("has_line", [True, False])
def test_a_shift_that_filled_since_it_was_read_is_full(has_line: bool) -> None:
    shift = factories.ShiftFactory.create(capacity=1, request__has_waiting_list=has_line)
    read_before = models.Shift.objects.select_related("request__organisation").get(pk=shift.pk)
    factories.confirmed(shift)
    person = people.UserFactory.create()
    if has_line:
        made = actions.apply_for_shift(read_before, person=person, by=person, now=NOW)
        assert (made.state, _told(person)) == (State.WAITING, ["volunteers/waiting"])
    else:
        with pytest.raises(errors.ShiftFull):
            actions.apply_for_shift(read_before, person=person, by=person, now=NOW)
        assert _told(person) == []


def test_a_freed_place_is_offered_to_the_next_in_line_who_is_told() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    leaving = factories.confirmed(shift)
    first, second = factories.waiting(shift), factories.waiting(shift)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    shift.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, shift.taken, _line(shift)) == (State.OFFERED, 1, [second.person_id])
    assert _told(first.person) == ["volunteers/offered"]


def test_a_freed_place_stays_free_when_nobody_waits() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    leaving = factories.confirmed(shift)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    shift.refresh_from_db()
    assert shift.taken == 0


def test_who_is_busy_elsewhere_is_passed_by_and_keeps_the_number() -> None:
    shift, elsewhere = factories.ShiftFactory.create(capacity=1), factories.ShiftFactory.create()
    leaving = factories.confirmed(shift)
    busy, free = factories.waiting(shift), factories.waiting(shift)
    factories.confirmed(elsewhere, busy.person)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    free.refresh_from_db()
    assert (free.state, _line(shift)) == (State.OFFERED, [busy.person_id])
    assert _told(busy.person) == ["volunteers/passed_by"]


def test_who_was_passed_by_is_offered_the_free_place_after_leaving_the_other_shift() -> None:
    shift, elsewhere = factories.ShiftFactory.create(capacity=1), factories.ShiftFactory.create()
    leaving = factories.confirmed(shift)
    busy = factories.waiting(shift)
    other = factories.confirmed(elsewhere, busy.person)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    actions.withdraw(other, by=busy.person, now=NOW)
    shift.refresh_from_db()
    busy.refresh_from_db()
    assert (busy.state, shift.taken) == (State.OFFERED, 1)


def test_who_leaves_the_line_leaves_the_others_in_order() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    first, second, third = (factories.waiting(shift) for _ in range(3))
    actions.withdraw(second, by=second.person, now=NOW)
    assert _line(shift) == [first.person_id, third.person_id]


def test_who_withdrew_may_come_back_at_the_end_of_the_line() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    leaving = factories.confirmed(shift)
    next_in_line = factories.waiting(shift)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    again = _apply(shift, leaving.person)
    next_in_line.refresh_from_db()
    assert (next_in_line.state, again.state) == (State.OFFERED, State.WAITING)


def test_nobody_applies_twice_for_a_shift() -> None:
    made = _apply(factories.ShiftFactory.create())
    with pytest.raises(errors.AlreadyApplied):
        _apply(made.shift, made.person)


def test_nobody_is_in_two_places_at_one_time() -> None:
    made = _apply(factories.ShiftFactory.create())
    later = factories.ShiftFactory.create(starts_at=made.shift.starts_at + timedelta(hours=1))
    with pytest.raises(errors.OverlappingShift):
        _apply(later, made.person)


def test_one_may_go_from_one_shift_straight_to_the_next() -> None:
    made = _apply(factories.ShiftFactory.create())
    following = factories.ShiftFactory.create(starts_at=made.shift.ends_at)
    assert _apply(following, made.person).state == State.CONFIRMED


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"status": enums.RequestStatus.DRAFT, "published_at": None}, errors.RequestNotOpen),
        ({"status": enums.RequestStatus.CLOSED, "closed_at": NOW}, errors.RequestNotOpen),
        ({"minimum_age": 60}, errors.TooYoung),
        ({"audience": enums.Audience.DISTRICT}, errors.OtherDistrict),
        ({"audience": enums.Audience.MEMBERS}, errors.MembersOnly),
        ({"audience": enums.Audience.CITY_EMPLOYEES}, errors.CityEmployeesOnly),
    ],
)
def test_a_condition_that_is_not_met_is_named(fields: dict[str, Any], refusal: type[errors.NotEligible]) -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(**fields))
    with pytest.raises(refusal):
        _apply(shift)


def test_without_a_date_of_birth_an_age_cannot_be_known() -> None:
    shift = factories.ShiftFactory.create(request__minimum_age=15)
    with pytest.raises(errors.AgeUnknown):
        _apply(shift, people.UserFactory.create(date_of_birth=None))


def test_without_a_date_of_birth_nobody_is_taken_for_grown_up_where_minors_are_accompanied() -> None:
    shift = factories.ShiftFactory.create(
        request__guardian=enums.Guardian.ACCOMPANIED, request__guardian_reason="水辺で活動するため"
    )
    unknown, grown_up = people.UserFactory.create(date_of_birth=None), people.UserFactory.create()
    with pytest.raises(errors.AgeUnknown):
        actions.apply_for_shift(shift, person=unknown, by=unknown, now=NOW, stated=["guardian"])
    assert actions.apply_for_shift(shift, person=grown_up, by=grown_up, now=NOW).is_confirmed


def test_members_city_employees_and_neighbours_are_let_in() -> None:
    district = people.DistrictFactory.create()
    request = factories.RequestFactory.create(audience=enums.Audience.MEMBERS)
    member = people.OrganisationMemberFactory.create(organisation=request.organisation).user
    audiences = [
        (request, member),
        (factories.RequestFactory.create(audience=enums.Audience.CITY_EMPLOYEES), people.city_employee()),
        (
            factories.RequestFactory.create(audience=enums.Audience.DISTRICT, district=district),
            people.UserFactory.create(district=district),
        ),
    ]
    states = [_apply(factories.ShiftFactory.create(request=asked), person).state for asked, person in audiences]
    assert states == [State.CONFIRMED] * 3


def test_once_the_shift_has_begun_nobody_applies_or_withdraws() -> None:
    shift = factories.ShiftFactory.create(days=0)
    assignment = factories.confirmed(shift)
    with pytest.raises(errors.ShiftStarted):
        _apply(shift)
    with pytest.raises(errors.ShiftStarted):
        actions.withdraw(assignment, by=assignment.person, now=NOW)


def test_nobody_withdraws_twice_from_a_shift() -> None:
    assignment = factories.confirmed(factories.ShiftFactory.create())
    actions.withdraw(assignment, by=assignment.person, now=NOW)
    with pytest.raises(errors.AssignmentChanged):
        actions.withdraw(assignment, by=assignment.person, now=NOW)


def test_a_withdrawal_costs_nothing_and_is_recorded_with_its_reason() -> None:
    assignment = factories.confirmed(factories.ShiftFactory.create())
    actions.withdraw(assignment, by=assignment.person, now=NOW, reason="かぜをひきました")
    line = common.AuditEntry.objects.get(action="volunteers.withdraw")
    assert (line.actor_code, line.subject_code, line.reason) == (
        assignment.person.code,
        assignment.code,
        "かぜをひきました",
    )


def test_the_database_refuses_a_count_that_is_not_the_number_of_confirmed() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(IntegrityError, match="taken is not the number"):
        _commit(lambda: models.Shift.objects.filter(pk=shift.pk).update(taken=1))


def test_the_database_refuses_a_place_that_nobody_counted() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(IntegrityError, match="taken is not the number"):
        _commit(lambda: factories.AssignmentFactory.create(shift=shift, state=State.CONFIRMED, confirmed_at=NOW))


@pytest.mark.parametrize(
    "change", ["DELETE FROM volunteers_assignment", "UPDATE volunteers_assignment SET state = 'applied'"]
)
def test_the_database_refuses_a_place_that_is_taken_away_by_hand(change: str) -> None:
    factories.confirmed(factories.ShiftFactory.create())
    with pytest.raises(IntegrityError, match="taken is not the number"):
        _commit(lambda: _execute(change))


def test_the_database_refuses_more_than_the_capacity() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    with pytest.raises(IntegrityError, match="shift_taken_within_capacity"), transaction.atomic():
        factories.confirmed(shift)


def test_the_database_refuses_a_range_that_is_not_the_shifts() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(IntegrityError, match="assignment_during_is_its_shifts"), transaction.atomic():
        factories.AssignmentFactory.create(shift=shift, during=(shift.starts_at, shift.starts_at + timedelta(hours=1)))


def test_a_moved_shift_takes_the_ranges_of_its_people_along() -> None:
    shift = factories.ShiftFactory.create()
    assignment = factories.confirmed(shift)
    later = shift.ends_at + timedelta(hours=1)
    models.Shift.objects.filter(pk=shift.pk).update(ends_at=later)
    assignment.refresh_from_db()
    assert assignment.during.upper == later


def _commit(change: Callable[[], object]) -> None:
    with transaction.atomic():
        change()
        _execute("SET CONSTRAINTS ALL IMMEDIATE")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
