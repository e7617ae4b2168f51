"""A place of somebody under 18: held until a guardian consents, certain from then on, given up where one says no.

Whoever writes here or gives such a place holds the person's row: so a consent and a place that come at one moment see
each other. A place that is overdue is never made certain; who ends it is the sweep of places.
"""

from datetime import datetime

from backend.accounts import models as accounts
from backend.common import audit
from volunteers import enums, models, queries, rules
from volunteers.actions import _notices, _places

State = enums.AssignmentState


def lock(minor: accounts.User) -> None:
    """This function will lock the row of a minor, behind whom places and consents stand in line."""
    accounts.User.objects.select_for_update(no_key=True).only("pk").get(pk=minor.pk)


def lock_scope(consent: models.Consent, *, now: datetime) -> None:
    """This function will lock the shifts of a consent and then its minor, in the order of whoever moves a shift."""
    ids = queries.consents.places_of(consent, now=now).order_by().values("shift")
    list(models.Shift.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).only("pk"))
    lock(consent.minor)


def lock_all(shift: models.Shift) -> None:
    """This function will lock the rows of the people of a shift that is about to be moved, in one order."""
    people = accounts.User.objects.filter(assignments__in=shift.assignments.live())
    unique = accounts.User.objects.filter(pk__in=people.values("pk")).order_by("pk")
    list(unique.select_for_update(no_key=True).only("pk"))


def ask_anew(shift: models.Shift, *, now: datetime) -> None:
    """This function will end what guardians said about a shift before it was moved, and hold the places again.

    A question that is open ends as well, as it names another time, and whose place is held for it is told to ask again:
    nobody else can, for the guardian's address is gone. Who was checked in keeps the place.
    """
    ended = list(queries.consents.of_another_time(shift))
    unanswered = {consent.minor_id for consent in ended if consent.is_asked}
    for consent in ended:
        _end_of_another_time(consent, now)
    places = shift.assignments.filter(state__in=[State.HELD, State.CONFIRMED], attendance=None)
    for one in places.select_related("person").order_by("pk"):
        one.shift = shift
        if one.state == State.HELD and one.person_id in unanswered:
            _tell_again(one, now, asked="asked")
        elif one.is_confirmed and queries.consents.is_missing(one):
            hold_again(one, now)


def _end_of_another_time(consent: models.Consent, now: datetime) -> None:
    consent.state = enums.ConsentState.OUTDATED if consent.is_given else enums.ConsentState.REPLACED
    consent.contact, consent.mail_due_at = "", None
    consent.save(update_fields=["state", "contact", "mail_due_at"])
    audit.record("volunteers.outdate-consent", by=None, about=consent.minor, subject=consent.code, now=now)


def hold_again(assignment: models.Assignment, now: datetime, *, template: str = "consent_again") -> None:
    """This function will hold a certain place until a guardian consents to it, and tell the minor to ask."""
    assignment.state = State.HELD
    assignment.answer_due_at = rules.consents.due_after_move(starts_at=assignment.shift.starts_at, now=now)
    assignment.save(update_fields=["state", "answer_due_at"])
    audit.record("volunteers.hold-again", by=None, about=assignment.person, subject=assignment.code, now=now)
    _tell_again(assignment, now, template=template)


def _tell_again(
    assignment: models.Assignment, now: datetime, *, asked: str = "", template: str = "consent_again"
) -> None:
    """This function will tell a minor until when to ask the guardian again; `asked` where there is no answer yet."""
    ends = assignment.answer_due_at or assignment.shift.starts_at
    due, urgent = _notices.spoken(ends), rules.lines.cannot_wait(due=ends, now=now)
    event = now.isoformat()
    _notices.tell_person(assignment, template, now=now, event=event, urgent=urgent, due=due, asked=asked)


def make_certain(consent: models.Consent, *, now: datetime) -> list[models.Assignment]:
    """This function will turn the places that were held for a consent into certain ones, and tell the minor of each.

    The row decides: one that has lapsed, or will at this instant, stays as it is.
    """
    held = (
        models.Assignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "shift__request__organisation")
        .filter(queries.consents.scope_of(consent), person=consent.minor, state=State.HELD, answer_due_at__gt=now)
        .order_by("pk")
    )
    made = list(held)
    for one in made:
        one.state, one.answer_due_at, one.confirmed_at = State.CONFIRMED, None, now
        one.save(update_fields=["state", "answer_due_at", "confirmed_at"])
        audit.record("volunteers.confirm-by-consent", by=None, about=one.person, subject=one.code, now=now)
        _notices.tell_person(one, "consent_given", now=now, event=consent.code)
    return made


def give_up(consent: models.Consent, *, states: tuple[State, ...], template: str, now: datetime) -> int:
    """This function will give up the places to come for which no other consent stands, and tell the minor of each.

    Somebody who was checked in keeps the place. What is freed goes to the next in line.
    """
    found = queries.consents.places_of(consent, now=now).filter(state__in=states)
    places_left = list(found.order_by("shift", "pk"))
    return sum(_give_up_one(one, states, template, consent, now) for one in places_left)


def _give_up_one(
    assignment: models.Assignment, states: tuple[State, ...], template: str, consent: models.Consent, now: datetime
) -> bool:
    current = _places.locked(assignment, _places.lock(assignment.shift))
    came = models.Attendance.objects.filter(assignment=current).exists()
    if current.state not in states or came or not queries.consents.is_missing(current):
        return False
    _places.leave(current, State.WITHDRAWN, now=now)
    audit.record("volunteers.give-up-without-consent", by=None, about=current.person, subject=current.code, now=now)
    _notices.tell_person(current, template, now=now, event=consent.code)
    _notices.tell_organisers(current, "withdrawal", now=now, reason="")
    return True
