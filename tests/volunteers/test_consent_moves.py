"""A consent is to the time that the guardian was told: a shift that moves asks anew, and holds the place meanwhile."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from backend.common import models as common
from backend.notices import models as notices
from tests.factories import consents as factories
from tests.factories import volunteers
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, queries, rules

pytestmark = pytest.mark.django_db
State, ConsentState = enums.AssignmentState, enums.ConsentState
SOON = NOW + timedelta(hours=1)


def _confirmed(shift: models.Shift, **scope: object) -> models.Assignment:
    """This function will give a minor a place to which a guardian has consented: to the shift, or what is named."""
    person = factories.minor()
    factories.given(person, **(scope or {"shift": shift}))
    made = actions.apply_for_shift(shift, person=person, by=person, now=NOW)
    assert made.state == State.CONFIRMED
    return made


def _move(shift: models.Shift, *, starts: timedelta, ends: timedelta | None = None, now: datetime = NOW) -> None:
    shift.refresh_from_db()
    request = shift.request
    names = actions.RequestPlan.__dataclass_fields__
    row = actions.ShiftPlan(
        starts_at=shift.starts_at + starts,
        ends_at=shift.ends_at + (starts if ends is None else ends),
        place=shift.place,
        capacity=shift.capacity,
        minimum=shift.minimum,
        reserve=shift.reserve,
        code=shift.code,
    )
    plan = actions.RequestPlan(**{name: getattr(request, name) for name in names})
    actions.revise_request(request, plan=plan, shifts=[row], by=volunteers.manager_of(request), now=now)
    shift.refresh_from_db()


def _fresh(place: models.Assignment) -> models.Assignment:
    return models.Assignment.objects.select_related("shift__request", "person").get(pk=place.pk)


def test_a_moved_shift_asks_the_guardian_anew_and_holds_the_place() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = _confirmed(shift)
    _move(shift, starts=timedelta(hours=3))
    place = _fresh(place)
    assert (place.state, place.answer_due_at, shift.taken) == (State.HELD, NOW + timedelta(days=7), 1)
    assert models.Consent.objects.get().state == ConsentState.OUTDATED
    told = notices.Notice.objects.get(user=place.person, template="volunteers/consent_again")
    assert ("新しい日時" in told.body, "5月15日（金）12:00まで" in told.body) == (True, True)
    assert common.AuditEntry.objects.filter(action="volunteers.hold-again", subject_code=place.code).count() == 1


def test_a_guardian_who_consents_anew_makes_the_place_certain() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = _confirmed(shift)
    _move(shift, starts=timedelta(hours=3))
    asked = actions.ask_guardian(
        _fresh(place), scope=enums.ConsentScope.SHIFT, channel=enums.ConsentChannel.PAPER, by=place.person, now=SOON
    )
    token = queries.consents.token_of(asked)
    guardian = actions.Guardian("見本 保護者", enums.Relation.PARENT)
    actions.answer_for_minor(token, gives=True, guardian=guardian, now=SOON)
    assert _fresh(place).state == State.CONFIRMED
    assert sorted(models.Consent.objects.values_list("state", flat=True)) == ["given", "outdated"]


def test_a_shift_that_only_becomes_shorter_is_still_what_was_agreed_to() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = _confirmed(shift)
    _move(shift, starts=timedelta(minutes=15), ends=timedelta(minutes=-15))
    assert (_fresh(place).state, models.Consent.objects.get().state) == (State.CONFIRMED, ConsentState.GIVEN)


def test_a_consent_to_a_field_stands_as_long_as_its_days_do() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = _confirmed(shift, field=shift.request.field)
    _move(shift, starts=timedelta(hours=3))
    assert _fresh(place).state == State.CONFIRMED
    _move(shift, starts=timedelta(days=330))
    assert (_fresh(place).state, models.Consent.objects.get().state) == (State.HELD, ConsentState.GIVEN)


def test_an_open_question_about_the_old_time_cannot_be_answered_any_more() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    held = factories.held(shift)
    asked = factories.ConsentFactory.create(minor=held.person, shift=shift)
    token = queries.consents.token_of(asked)
    _move(shift, starts=timedelta(hours=3))
    guardian = actions.Guardian("見本 保護者", enums.Relation.PARENT)
    with pytest.raises(errors.ConsentLinkOver):
        actions.answer_for_minor(token, gives=True, guardian=guardian, now=SOON)
    assert (_fresh(held).state, models.Consent.objects.get().state) == (State.HELD, ConsentState.REPLACED)


def test_whose_guardian_has_not_answered_is_told_to_ask_again_and_until_when() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    held, other = factories.held(shift), factories.held(shift)
    factories.ConsentFactory.create(minor=held.person, shift=shift)
    _move(shift, starts=timedelta(hours=3))
    told = notices.Notice.objects.get(template="volunteers/consent_again")
    assert (told.user, "前のリンクや紙では、もう答えられません" in told.body) == (held.person, True)
    assert ("5月15日（金）12:00まで" in told.body, _fresh(other).state) == (True, State.HELD)


def test_the_notice_leads_to_where_the_guardian_is_asked_again(client: PageClient) -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = _confirmed(shift)
    _move(shift, starts=timedelta(hours=3))
    told = notices.Notice.objects.get(user=place.person, template="volunteers/consent_again")
    client.force_login(place.person)
    with time_machine.travel(SOON, tick=False):
        page = client.get(told.url).content.decode()
        assert reverse("volunteers:consent-requests", args=[place.code]) in page
        assert "5月15日（金）12:00まで" in page
        client.post(
            reverse("volunteers:consent-requests", args=[place.code]),
            {"scope": "shift", "channel": "mail", "contact": "hogosha@example.test"},
        )
    assert models.Consent.objects.filter(state=ConsentState.ASKED, mail_due_at__isnull=False).count() == 1


def test_who_is_grown_up_keeps_the_place_as_it_is() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    place = volunteers.confirmed(shift)
    _move(shift, starts=timedelta(hours=3))
    assert _fresh(place).state == State.CONFIRMED


def test_a_place_that_is_held_again_lapses_for_the_next_in_line() -> None:
    shift = volunteers.ShiftFactory.create(days=20, capacity=1)
    place = _confirmed(shift)
    waiting = volunteers.waiting(shift)
    _move(shift, starts=timedelta(hours=3))
    assert actions.sweep(now=NOW + timedelta(days=7)) == 1
    assert (_fresh(place).state, _fresh(waiting).state) == (State.LAPSED, State.OFFERED)


@pytest.mark.parametrize(
    ("ahead", "due"),
    [
        (timedelta(days=20), timedelta(days=7)),
        (timedelta(hours=8), timedelta(hours=6)),
        (timedelta(hours=2), timedelta(minutes=30)),
        (timedelta(minutes=10), timedelta(minutes=10)),
    ],
)
def test_who_has_little_time_left_has_half_an_hour_but_never_past_the_start(ahead: timedelta, due: timedelta) -> None:
    assert rules.consents.due_after_move(starts_at=NOW + ahead, now=NOW) == NOW + due


def test_the_guardians_page_says_that_the_time_is_another(client: PageClient) -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    _confirmed(shift)
    consent = models.Consent.objects.get()
    token = queries.consents.token_of(consent)
    models.Consent.objects.filter(pk=consent.pk).update(
        channel=enums.ConsentChannel.PAPER, recorded_by=None, token_digest=queries.consents.digest_of(token)
    )
    _move(shift, starts=timedelta(hours=3))
    with time_machine.travel(SOON):
        page = client.get(reverse("volunteers:consent", args=[token])).content.decode()
    assert ("活動の日時が変わりました" in page, "同意を取りやめる" in page) == (True, False)


# Whoever writes -------------------------------------------------------------------------------------------------------


def test_nobody_moves_a_shift_past_a_consent_by_hand() -> None:
    shift = volunteers.ShiftFactory.create(days=10)
    _confirmed(shift)
    with pytest.raises(IntegrityError, match="without a guardian's consent"):
        _move_by_hand(shift)


@transaction.atomic
def _move_by_hand(shift: models.Shift) -> None:
    models.Shift.objects.filter(pk=shift.pk).update(ends_at=shift.ends_at + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_consent_to_a_shift_names_its_time_and_one_to_a_field_none() -> None:
    shift, person = volunteers.ShiftFactory.create(), factories.minor()
    for wrong in ({"shift": shift, "shift_during": None}, {"field": shift.request.field, "shift_during": shift.during}):
        with pytest.raises(IntegrityError, match="consent_to_a_shift_names_its_time"), transaction.atomic():
            factories.given(person, **wrong)
