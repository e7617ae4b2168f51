"""Places of those under 18: held, certain by a guardian's consent, given up where one says no."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from backend.accounts import models as accounts
from backend.common import errors as common_errors
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import consents as factories
from tests.factories import volunteers
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries, rules

pytestmark = pytest.mark.django_db
State, Asked = enums.AssignmentState, enums.ConsentState
PARENT = actions.Guardian("見本 保護者", enums.Relation.PARENT)
SOON = NOW + timedelta(minutes=5)


def _shift(**fields: Any) -> models.Shift:  # noqa: ANN401
    return volunteers.ShiftFactory.create(**fields)


def _apply(shift: models.Shift, person: accounts.User, now: datetime = NOW) -> models.Assignment:
    shift = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)
    return actions.apply_for_shift(shift, person=person, by=person, now=now)


def _told(person: accounts.User) -> list[str]:
    return list(notices.Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def _ask(assignment: models.Assignment, **plan: Any) -> models.Consent:  # noqa: ANN401
    asked = {"scope": enums.ConsentScope.SHIFT, "channel": enums.ConsentChannel.PAPER, "now": NOW, **plan}
    return actions.ask_guardian(assignment, by=assignment.person, **asked)


def _answer(consent: models.Consent, *, gives: bool = True, now: datetime = SOON) -> models.Consent:
    token = queries.consents.token_of(consent)
    return actions.answer_for_minor(token, gives=gives, guardian=PARENT, now=now)


def _withdraw(consent: models.Consent) -> models.Consent:
    return actions.withdraw_consent(queries.consents.token_of(consent), now=SOON)


def _fresh(assignment: models.Assignment) -> models.Assignment:
    return models.Assignment.objects.select_related("shift", "person").get(pk=assignment.pk)


# A place is held ------------------------------------------------------------------------------------------------------


def test_the_place_of_somebody_under_18_is_held_and_counted() -> None:
    shift, person = _shift(), factories.minor()
    made = _apply(shift, person)
    shift.refresh_from_db()
    assert (made.state, made.confirmed_at, shift.taken) == (State.HELD, None, 1)
    assert _told(person) == ["volunteers/held"]


@pytest.mark.parametrize(
    ("days", "due"), [(30, NOW + timedelta(days=7)), (3, volunteers.morning(3) - timedelta(hours=2))]
)
def test_a_place_is_held_a_week_or_until_two_hours_before_the_start(days: int, due: datetime) -> None:
    assert _apply(_shift(days=days), factories.minor()).answer_due_at == due


def test_a_place_within_two_hours_of_the_start_cannot_be_held() -> None:
    shift = _shift(starts_at=NOW + timedelta(hours=2))
    with pytest.raises(errors.ConsentTooLate):
        _apply(shift, factories.minor())
    assert models.Assignment.objects.count() == 0


@pytest.mark.parametrize(("born", "state"), [(date(2008, 5, 12), State.HELD), (date(2008, 5, 11), State.CONFIRMED)])
def test_what_counts_is_the_age_on_the_day_of_the_activity(born: date, state: str) -> None:
    person = people.UserFactory.create(date_of_birth=born)
    assert _apply(_shift(days=3), person).state == state


def test_an_accepted_application_of_a_minor_is_held() -> None:
    shift = _shift(request__policy=enums.Policy.ACCEPTANCE)
    made = _apply(shift, factories.minor())
    accepted = actions.accept_application(made, by=volunteers.manager_of(shift.request), now=NOW)
    assert (made.state, accepted.state) == (State.APPLIED, State.HELD)


def test_an_accepted_invitation_of_a_minor_is_held() -> None:
    shift, person = _shift(), factories.minor()
    asked = volunteers.invited(shift, person)
    assert actions.accept_invitation(asked, by=person, now=NOW).state == State.HELD


def test_a_place_that_comes_to_a_minor_in_line_is_held_when_they_take_it() -> None:
    shift, person = _shift(capacity=1, days=20), factories.minor()
    leaving = volunteers.confirmed(shift)
    waiting = _apply(shift, person)
    actions.withdraw(leaving, by=leaving.person, now=NOW)
    taken = actions.accept_offer(_fresh(waiting), by=person, now=SOON)
    assert (waiting.state, taken.state, _told(person)[-1]) == (State.WAITING, State.HELD, "volunteers/held")


@pytest.mark.parametrize("scope", ["field", "shift"])
def test_a_consent_that_stands_makes_a_later_place_certain_at_once(scope: str) -> None:
    shift, person = _shift(), factories.minor()
    factories.given(person, **{scope: shift if scope == "shift" else shift.request.field})
    assert _apply(shift, person).state == State.CONFIRMED


def test_a_consent_to_another_field_or_for_another_year_covers_nothing() -> None:
    person, shift = factories.minor(), _shift(days=330)
    factories.given(person, field=volunteers.FieldFactory.create())
    factories.given(person, field=shift.request.field)
    assert (shift.day > factories.YEAR_END, _apply(shift, person).state) == (True, State.HELD)


def test_a_held_place_that_is_overdue_lapses_and_goes_to_the_next_in_line() -> None:
    shift = _shift(capacity=1, days=20)
    held = factories.held(shift)
    waiting = volunteers.waiting(shift)
    late = NOW + timedelta(days=7)
    assert actions.sweep(now=late) == 1
    assert (_fresh(held).state, _fresh(waiting).state) == (State.LAPSED, State.OFFERED)
    assert _told(held.person) == ["volunteers/consent_lapsed"]


# A guardian answers ---------------------------------------------------------------------------------------------------


def test_a_yes_makes_the_held_place_certain_and_tells_the_minor() -> None:
    held = factories.held(_shift())
    consent = _answer(_ask(held))
    place = _fresh(held)
    assert (consent.state, consent.guardian_name, consent.answered_at) == (Asked.GIVEN, "見本 保護者", SOON)
    assert (place.state, place.confirmed_at, place.answer_due_at, place.shift.taken) == (State.CONFIRMED, SOON, None, 1)
    assert _told(held.person) == ["volunteers/consent_given"]


def test_a_yes_to_a_field_makes_all_held_places_of_the_field_certain() -> None:
    person, field = factories.minor(), volunteers.FieldFactory.create()
    first, second = (factories.held(_shift(request__field=field, days=days), person) for days in (3, 4))
    other = factories.held(_shift(days=5), person)
    consent = _answer(_ask(first, scope=enums.ConsentScope.FIELD))
    assert [_fresh(one).state for one in (first, second, other)] == [State.CONFIRMED, State.CONFIRMED, State.HELD]
    assert (consent.valid_from, consent.valid_until) == (TODAY, date(2027, 3, 31))


def test_a_no_gives_the_held_place_to_the_next_in_line() -> None:
    shift = _shift(capacity=1, days=20)
    held, waiting = factories.held(shift), volunteers.waiting(shift)
    consent = _answer(_ask(held), gives=False)
    assert (consent.state, _fresh(held).state, _fresh(waiting).state) == (
        Asked.REFUSED,
        State.WITHDRAWN,
        State.OFFERED,
    )
    assert _told(held.person) == ["volunteers/consent_refused"]


def test_what_was_answered_once_stands_however_often_it_is_sent() -> None:
    held = factories.held(_shift())
    consent = _ask(held)
    first, again, other = _answer(consent), _answer(consent, now=SOON), _answer(consent, gives=False)
    assert (first.state, again.state, other.state, _fresh(held).state) == (*[Asked.GIVEN] * 3, State.CONFIRMED)
    assert common.AuditEntry.objects.filter(action="volunteers.consent").count() == 1


def test_a_yes_that_comes_after_the_place_is_overdue_makes_nothing_certain() -> None:
    held = factories.held(_shift(days=20))
    consent = _ask(held, scope=enums.ConsentScope.FIELD)
    assert _answer(consent, now=NOW + timedelta(days=8)).state == Asked.GIVEN
    assert _fresh(held).state == State.HELD
    with pytest.raises(errors.ConsentLinkOver):
        _answer(_ask(factories.held(_shift(days=20))), now=NOW + timedelta(days=8))


def test_a_new_question_makes_the_link_of_the_one_before_useless() -> None:
    held = factories.held(_shift())
    first, second = _ask(held), _ask(held)
    with pytest.raises(errors.ConsentLinkOver):
        _answer(first)
    assert _answer(second).state == Asked.GIVEN


def test_a_link_that_is_not_ours_opens_nothing() -> None:
    consent = _ask(factories.held(_shift()))
    for token in ("", "見本", queries.consents.token_of(consent)[:-1], "a" * 90):
        with pytest.raises(errors.ConsentLinkUnknown):
            queries.consents.of_token(token, now=NOW)


def test_the_database_holds_neither_link_nor_number() -> None:
    consent = _ask(factories.held(_shift()))
    row = models.Consent.objects.filter(pk=consent.pk).values().get()
    kept = " ".join(str(value) for value in row.values())
    assert queries.consents.token_of(consent) not in kept
    assert queries.consents.short_of(consent).replace("-", "") not in kept.replace("-", "")


def test_a_consent_is_ready_before_a_place_comes() -> None:
    shift, person = _shift(request__policy=enums.Policy.ACCEPTANCE), factories.minor()
    applied = _apply(shift, person)
    _answer(_ask(applied))
    accepted = actions.accept_application(applied, by=volunteers.manager_of(shift.request), now=SOON)
    assert accepted.state == State.CONFIRMED


def test_nobody_asks_for_a_consent_that_is_not_needed() -> None:
    for place in (volunteers.confirmed(_shift()), volunteers.waiting(_shift())):
        with pytest.raises(errors.ConsentNotNeeded):
            _ask(place)


# Taking back ----------------------------------------------------------------------------------------------------------


def test_a_consent_taken_back_gives_up_the_places_to_come() -> None:
    shift = _shift()
    consent = _answer(_ask(factories.held(shift)))
    taken_back = _withdraw(consent)
    place = models.Assignment.objects.get(shift=shift)
    shift.refresh_from_db()
    assert (taken_back.state, taken_back.withdrawn_at) == (Asked.WITHDRAWN, SOON)
    assert (place.state, shift.taken) == (State.WITHDRAWN, 0)
    assert _withdraw(consent).withdrawn_at == SOON


def test_a_place_for_which_another_consent_stands_stays() -> None:
    shift, person = _shift(), factories.minor()
    held = factories.held(shift, person)
    consent = _answer(_ask(held))
    factories.given(person, field=shift.request.field)
    _withdraw(consent)
    assert _fresh(held).state == State.CONFIRMED


def test_who_was_checked_in_stays_when_the_consent_is_taken_back() -> None:
    shift = _shift(days=1)
    held = factories.held(shift)
    consent = _answer(_ask(held))
    volunteers.AttendanceFactory.create(assignment=_fresh(held))
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # as if committed
    _withdraw(consent)
    assert _fresh(held).state == State.CONFIRMED


def test_a_refused_consent_cannot_be_taken_back() -> None:
    consent = _answer(_ask(factories.held(_shift())), gives=False)
    with pytest.raises(errors.ConsentNotLive):
        _withdraw(consent)


# At a desk ------------------------------------------------------------------------------------------------------------


def test_a_desk_writes_down_that_a_guardian_signed_there() -> None:
    held, desk = factories.held(_shift()), people.staff_of("kuji")
    asked = _ask(held)
    consent = actions.record_consent(
        held, scope=enums.ConsentScope.SHIFT, guardian=PARENT, center_code="kuji", by=desk, now=SOON
    )
    assert (consent.channel, consent.recorded_by, _fresh(held).state) == ("desk", desk, State.CONFIRMED)
    assert models.Consent.objects.get(pk=asked.pk).state == Asked.REPLACED
    assert held.person.center_contacts.get().center_code == "kuji"


def test_a_desk_takes_a_consent_back_for_a_guardian() -> None:
    held, desk = factories.held(_shift()), people.staff_of("kuji")
    consent = _answer(_ask(held))
    actions.withdraw_consent_at_desk(consent, center_code="kuji", by=desk, now=SOON)
    assert (_fresh(held).state, consent.code) == (State.WITHDRAWN, models.Consent.objects.get(state="withdrawn").code)


def test_a_look_of_the_city_at_a_guardians_name_is_recorded_with_its_reason() -> None:
    held, official = factories.held(_shift()), people.city_official()
    _answer(_ask(held))
    found = actions.read_consents(held, by=official, reason="事故の連絡のため", now=SOON)
    look = common.AuditEntry.objects.get(kind="look")
    assert [one.guardian_name for one in found] == ["見本 保護者"]
    assert (look.actor_code, look.about_code, look.reason) == (official.code, held.person.code, "事故の連絡のため")


def test_the_audit_log_names_no_guardian() -> None:
    _answer(_ask(factories.held(_shift()), channel=enums.ConsentChannel.MAIL, contact="hogosha@example.test"))
    kept = " ".join(str(one.detail) + one.reason for one in common.AuditEntry.objects.all())
    assert "保護者" not in kept
    assert "hogosha" not in kept


# What the database holds ----------------------------------------------------------------------------------------------


def _confirm_at_once(held: models.Assignment) -> None:
    with common_errors.translated(), transaction.atomic(), connection.cursor() as cursor:
        models.Assignment.objects.filter(pk=held.pk).update(state=State.CONFIRMED, answer_due_at=None, confirmed_at=NOW)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_under_18_is_confirmed_without_a_consent_whoever_writes() -> None:
    held = factories.held(_shift())
    with pytest.raises(errors.ConsentMissing):
        _confirm_at_once(held)


def test_one_consent_lives_per_field_at_one_time_and_one_per_shift() -> None:
    shift, person = _shift(), factories.minor()
    for scope in ({"field": shift.request.field}, {"shift": shift}):
        factories.given(person, **scope)
        with pytest.raises(IntegrityError, match="consent_lives_once_per"), transaction.atomic():
            factories.given(person, **scope)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"valid_until": date(2027, 4, 1)}, "consent_within_a_fiscal_year"),
        ({"contact": "a@example.test"}, "consent_keeps_an_address_only_while_it_is_asked"),
        ({"state": Asked.GIVEN}, "consent_answered_by_somebody"),
        ({"token_digest": ""}, "consent_by_link_or_seen_at_a_desk"),
        ({"withdrawn_at": NOW}, "consent_withdrawn_has_a_time"),
    ],
)
def test_a_consent_is_what_it_says(fields: dict[str, Any], constraint: str) -> None:
    consent = factories.ConsentFactory.create(field=volunteers.FieldFactory.create())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        models.Consent.objects.filter(pk=consent.pk).update(**fields)


# Rules ----------------------------------------------------------------------------------------------------------------


def test_a_consent_to_a_field_ends_with_the_fiscal_year_of_the_activity() -> None:
    found = rules.consents.validity("field", day=date(2027, 4, 3), today=date(2027, 3, 20))
    assert found == (date(2027, 4, 1), date(2028, 3, 31))
    assert rules.consents.validity("shift", day=TODAY, today=TODAY) == (TODAY, TODAY)
