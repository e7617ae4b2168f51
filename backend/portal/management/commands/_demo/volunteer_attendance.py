"""A day at work: an activity that goes on now, and one of yesterday whose hours wait for approval."""

from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models, queries

TITLE = "朝の花だんの水やりと草取り"
MINUTE = timedelta(minutes=1)
WITH_PLACES = (people.RESIDENT, people.NEIGHBOUR, people.LEADER, people.EMPLOYEE)


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make both for the community's organisation, as they came about in the last week."""
    if models.Request.objects.filter(title=TITLE).exists():
        return
    yesterday, today = _post(now).shifts.order_by("starts_at")
    for shift in (yesterday, today):
        for person in WITH_PLACES:
            _apply(shift, person, now - timedelta(days=8))
    _yesterday(yesterday, now)
    _today(today, now)


def _post(now: datetime) -> models.Request:
    organisation = accounts.Organisation.objects.get(name=people.COMMUNITY)
    plan = actions.RequestPlan(
        title=TITLE,
        field=models.Field.objects.get(code="greenery"),
        tasks="花だんに水をやり、草を取ります。道具は用意します。",
        district=accounts.District.objects.get(code="kuji"),
        meeting_point="久慈交流センターの玄関",
        contact="推進 世話人（デモ） 000-0000-0000",
    )
    begins = clock.at(clock.date_of(now) - timedelta(days=1), time(9)), now - 20 * MINUTE
    shifts = [
        actions.ShiftPlan(at, at + 120 * MINUTE, "久慈交流センターの花だん", capacity=8, reserve=2) for at in begins
    ]
    return actions.post_request(
        organisation, plan=plan, shifts=shifts, by=_organiser(organisation), now=now - timedelta(days=9)
    )


def _organiser(organisation: accounts.Organisation) -> accounts.User:
    return organisation.members.order_by("pk")[0].user


def _apply(shift: models.Shift, person: people.Person, now: datetime) -> None:
    user = _user(person)
    actions.apply_for_shift(_detailed(shift), person=user, by=user, now=now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _detailed(shift: models.Shift) -> models.Shift:
    return queries.requests.detailed_shifts().get(pk=shift.pk)


def _check_in(shift: models.Shift, person: people.Person, now: datetime) -> models.Assignment:
    user, method = _user(person), enums.CheckInMethod.QR
    actions.check_in(_detailed(shift), person=user, method=method, by=user, now=now)
    return models.Assignment.objects.detailed().get(shift=shift, person=user)


def _today(shift: models.Shift, now: datetime) -> None:
    """One called in the morning that they do not come, one came without a place, one was read in by the code."""
    by = _organiser(shift.request.organisation)
    ill = models.Assignment.objects.detailed().get(shift=shift, person=_user(people.EMPLOYEE))
    actions.hear_withdrawal(
        ill, said_by=enums.SaidBy.SELF, reason="熱が出たと電話があった", by=by, now=now - 15 * MINUTE
    )
    actions.admit(_detailed(shift), person=_user(people.SHOP), by=by, now=now - 8 * MINUTE)
    _check_in(shift, people.NEIGHBOUR, now - 5 * MINUTE)


def _yesterday(shift: models.Shift, now: datetime) -> None:
    """One came in time, one late with a break that was put right, one says more hours, one could not come."""
    by, start = _organiser(shift.request.organisation), shift.starts_at
    _check_in(shift, people.LEADER, start - 10 * MINUTE)
    late = _check_in(shift, people.NEIGHBOUR, start + 25 * MINUTE)
    actions.correct_attendance(
        late, stays=[(start + 25 * MINUTE, None)], break_minutes=15, reason="休憩を書き忘れた", by=by, now=now
    )
    more = _check_in(shift, people.RESIDENT, start)
    actions.propose_own_minutes(more, minutes=150, note="片付けまで手伝いました", by=more.person, now=now)
    missing = models.Assignment.objects.detailed().get(shift=shift, person=_user(people.EMPLOYEE))
    actions.record_no_show(missing, by=by, now=now)
