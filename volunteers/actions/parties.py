"""Groups and organisations that come with several people: one assignment of their contact, which fills their places.

`taken` counts them as the sum of places, which a trigger holds to the truth; the shift's row is locked throughout.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _members, _notices, _offer_notices, _places, invitations, places, sweeping

State = enums.AssignmentState


def invite_offer(
    shift: models.Shift, *, handle: str, by: accounts.User, now: datetime, people: int = 1
) -> models.Assignment:
    """This function will ask whoever is behind a suggestion: a person, or a party for so many `people`.

    Raises NotSuggested, PartySizeUnclear, PartyTooLarge, RequestNotOpen, ShiftStarted, ShiftCalledOff.
    """
    places.refuse_closed(shift, now)
    found = queries.matching.suggested_offer(shift, handle, now=now)
    if found is None:
        raise refusals.NotSuggested
    if found.is_of_a_party:
        return _invite_party(shift, found, people, by, now)
    return invitations.invite(shift, handle=handle, by=by, now=now)


@retries.on_conflict
def _invite_party(
    shift: models.Shift, offer: models.Offer, people: int, by: accounts.User, now: datetime
) -> models.Assignment:
    with errors.translated(), transaction.atomic():
        # Two organisers of one request may ask at one moment; the party stands to a shift once.
        current = models.Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
        if queries.parties.is_asked(shift, current):
            raise refusals.NotSuggested
        _refuse_size(people, current.headcount)
        if people > shift.free:
            raise refusals.PartyTooLarge(free=shift.free)
        made = _asked(shift, current, people, now)
        audit.record("volunteers.invite-party", by=by, subject=made.code, now=now, people=people)
        _offer_notices.tell_party(made, "party_invitation", now=now, people=str(people))
    return made


def _refuse_size(people: int, headcount: int) -> None:
    if not 1 <= people <= headcount:
        raise refusals.PartySizeUnclear(most=headcount)


def _asked(shift: models.Shift, offer: models.Offer, people: int, now: datetime) -> models.Assignment:
    due = rules.lines.invitation_due(now=now, days=rules.lines.INVITATION_DAYS, starts_at=shift.starts_at)
    made = models.Assignment.objects.create(
        shift=shift,
        person=offer.person,
        during=(shift.starts_at, shift.ends_at),
        state=State.INVITED,
        created_at=now,
        invited_at=now,
        invitation_due_at=due,
    )
    models.Party.objects.create(
        assignment=made, offer=offer, group=offer.group, organisation=offer.organisation, asked=people
    )
    # The database lets nobody but a known party fill several places.
    made.places = people
    made.save(update_fields=["places"])
    return made


def answer_for_party(
    assignment: models.Assignment,
    *,
    coming: int,
    by: accounts.User,
    now: datetime,
    declaration: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will say yes for a party, or change with how many it comes. Raises as the two that it calls."""
    if rules.places.can_answer(assignment.state):
        return accept_for_party(assignment, coming=coming, by=by, now=now, declaration=declaration, stated=stated)
    return change_party(assignment, coming=coming, by=by, now=now, declaration=declaration)


@retries.on_conflict
def accept_for_party(
    assignment: models.Assignment,
    *,
    coming: int,
    by: accounts.User,
    now: datetime,
    declaration: str = "",
    stated: Collection[str] = (),
) -> models.Assignment:
    """This function will say for a party that so many of them come; whoever says so answers for them on the day.

    They all have their places at once, or nobody has: of a party no part waits in line. `declaration` says how it was
    seen that all of them meet the request's conditions and that the guardians of minors among them consent; nobody is
    named. Who answers and told no date of birth says by `stated` that they are 18. Raises MajorityUnconfirmed,
    AssignmentChanged, InvitationOver, PartySizeUnclear, PartyTooLarge, PartyUndeclared, OverlappingShift,
    RequestNotOpen, ShiftStarted, ShiftCalledOff.
    """
    places.refuse_closed(assignment.shift, now)
    if by.date_of_birth is None and enums.Condition.ADULT not in stated:
        raise refusals.MajorityUnconfirmed
    sweeping.sweep_before(assignment.shift, now=now)
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        _places.refuse_closed(shift, now)
        current = _locked(assignment, shift)
        _refuse_answer(current, now)
        _refuse_size(coming, _most(current))
        _refuse_crowd(shift, coming, now)
        _declare(current, coming, declaration, by, now)
        current.person, current.places, current.confirmed_at = by, coming, now
        current.stated = rules.conditions.kept(stated, age=by.age_on(shift.day))
        _places.place(current, now)
        audit.record("volunteers.accept-party", by=by, about=by, subject=current.code, now=now, coming=coming)
        _tell_accepted(current, now)
    return current


def _refuse_crowd(shift: models.Shift, coming: int, now: datetime) -> None:
    """This function will raise PartyTooLarge where not all find a place; those in line have free ones first."""
    _places.refill(shift, now=now)
    if coming > shift.free:
        raise refusals.PartyTooLarge(free=shift.free)


def _tell_accepted(current: models.Assignment, now: datetime) -> None:
    coming = str(current.places)
    _offer_notices.tell_party(current, "party_confirmed", now=now, people=coming)
    _notices.tell_organisers(current, "party_accepted", now=now, party=current.party.name, people=coming)


def _declare(current: models.Assignment, people: int, words: str, by: accounts.User, now: datetime) -> None:
    """This function will keep what was said of the people of a party, unless it was said of so many before."""
    conditions = queries.parties.conditions_of(current)
    if current.party.declarations.filter(people__gte=people, conditions=conditions).exists():
        return
    if not words.strip():
        raise refusals.PartyUndeclared(conditions=conditions)
    models.PartyDeclaration.objects.create(
        party=current.party,
        people=people,
        conditions=conditions,
        words=words.strip(),
        declared_by=by,
        declared_at=now,
    )
    audit.record("volunteers.declare-party", by=by, about=by, subject=current.code, now=now, people=people)


def _locked(assignment: models.Assignment, shift: models.Shift) -> models.Assignment:
    current = _places.locked(assignment, shift)
    current.party = models.Party.objects.select_related("group", "organisation", "offer").get(pk=current.pk)
    return current


def _refuse_answer(current: models.Assignment, now: datetime) -> None:
    if not rules.places.can_answer(current.state):
        raise refusals.AssignmentChanged
    if rules.places.is_over(state=current.state, due=current.invitation_due_at, now=now):
        raise refusals.InvitationOver


def _most(current: models.Assignment) -> int:
    """This function will give how many may come: as many as the party offers, or as were asked where that is gone.

    Members with a place of their own are of that number.
    """
    offer = current.party.offer
    most = max(offer.headcount, current.party.asked) if offer else current.party.asked
    return most - queries.party_members.placed(current.party).count()


@retries.on_conflict
def change_party(
    assignment: models.Assignment, *, coming: int, by: accounts.User, now: datetime, declaration: str = ""
) -> models.Assignment:
    """This function will change with how many a party comes; places that are given back go to the next in line.

    Who was named and has not answered, and for whom there is no place now, is told. Raises AssignmentChanged,
    ShiftStarted, PartySizeUnclear, PartyTooLarge, and PartyUndeclared where more come than was said to meet the
    conditions.
    """
    with errors.translated(), transaction.atomic():
        shift = _places.lock(assignment.shift)
        current = _locked(assignment, shift)
        if not current.is_confirmed:
            raise refusals.AssignmentChanged
        if shift.has_started(now):
            raise refusals.ShiftStarted
        _refuse_size(coming, _most(current))
        before, more = current.places, coming - current.places
        if more > shift.free:
            raise refusals.PartyTooLarge(free=shift.free + before)
        _declare(current, coming, declaration, by, now)
        _resize(shift, current, coming, now)
        audit.record("volunteers.change-party", by=by, about=by, subject=current.code, now=now, coming=coming)
        event = f"{before}-{coming}:{now.isoformat()}"
        _offer_notices.tell_party(current, "party_changed", now=now, event=event, people=str(coming))
    return current


def _resize(shift: models.Shift, current: models.Assignment, coming: int, now: datetime) -> None:
    shift.taken += coming - current.places
    shift.save(update_fields=["taken"])
    current.places = coming
    current.save(update_fields=["places"])
    _members.drop(current, keep=current.companions, now=now)
    _places.refill(shift, now=now, freed_by=f"{current.code}:{now.isoformat()}")
