"""People of a party who have an account: named by their own number, and checked in by themselves once they agree.

What they get is one of the party's places as their own, so the number of people stays the same. Locks: the shift, the
party's place, the person.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from backend.notices import actions as notices
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _members, _notices, _offer_notices, _places, places, walk_ins

State = enums.MemberState


@retries.on_conflict
def name_member(assignment: models.Assignment, *, number: str, by: accounts.User, now: datetime) -> models.PartyMember:
    """This function will ask whom a number names whether they come as one of a party; nothing is told of who it is.

    Raises PersonUnknown, NumberTriesTooMany, AssignmentChanged, ShiftStarted, MemberNamedAlready, NobodyLeftToName.
    """
    person = walk_ins.holder(walk_ins.Shown(number=number), by=by, now=now)
    with errors.translated(), transaction.atomic():
        current = _locked(assignment, now)
        if person.pk == current.person_id:
            raise refusals.MemberNamedAlready
        if queries.party_members.asked(current.party).count() >= current.companions:
            raise refusals.NobodyLeftToName
        made = models.PartyMember.objects.create(party=current.party, person=person, named_by=by, named_at=now)
        audit.record("volunteers.name-member", by=by, about=person, subject=made.code, now=now, party=current.code)
        _ask(made, current, now)
    return made


def _locked(assignment: models.Assignment, now: datetime) -> models.Assignment:
    """This function will lock a party's place, of a shift that is to come. Raises AssignmentChanged, ShiftStarted."""
    shift = _places.lock(assignment.shift)
    current = _places.locked(assignment, shift)
    current.party = models.Party.objects.select_related("group", "organisation").get(pk=current.pk)
    if not current.is_confirmed:
        raise refusals.AssignmentChanged
    if shift.has_started(now):
        raise refusals.ShiftStarted
    return current


def _ask(member: models.PartyMember, current: models.Assignment, now: datetime) -> None:
    notices.send(
        to=member.person,
        template="volunteers/party_member_asked",
        key=f"party_member_asked:{member.code}",
        context=_notices.facts(current.shift) | {"party": current.party.name, "by": member.named_by.display_name},
        url=reverse("volunteers:party-member", args=[member.code]),
        now=now,
    )


@retries.on_conflict
def agree_as_member(
    member: models.PartyMember, *, by: accounts.User, now: datetime, stated: Collection[str] = ()
) -> models.PartyMember:
    """This function will give somebody who agrees one of the party's places as their own.

    They meet the conditions themselves, and under 18 the place is held for the guardian. Raises MemberAnswered,
    AssignmentChanged, ShiftStarted, NobodyLeftToName, AlreadyApplied, OverlappingShift, NotEligible (or the subclass
    that says why), ConsentTooLate.
    """
    place = member.party.assignment
    places.refuse_ineligible(place.shift, member.person, stated=stated, now=now)
    with errors.translated(), transaction.atomic():
        current = _locked(place, now)
        fresh = _asked(member)
        if current.places < 2:
            raise refusals.NobodyLeftToName
        current.places -= 1
        current.save(update_fields=["places"])
        fresh.place = _own_place(current, member.person, stated, now)
        _members.end(fresh, State.AGREED, now)
        audit.record("volunteers.agree-as-member", by=by, about=by, subject=fresh.code, now=now, party=current.code)
        _notices.tell_person(fresh.place, "confirmed", now=now)
        name = member.person.display_name
        _offer_notices.tell_party(current, "party_member_agreed", now=now, event=fresh.code, name=name)
    return fresh


def _own_place(
    current: models.Assignment, person: accounts.User, stated: Collection[str], now: datetime
) -> models.Assignment:
    shift = current.shift
    own = models.Assignment(
        shift=shift,
        person=person,
        during=(shift.starts_at, shift.ends_at),
        created_at=now,
        stated=rules.conditions.kept(stated, age=person.age_on(shift.day)),
    )
    _places.confirm(own, now)
    return own


def _asked(member: models.PartyMember) -> models.PartyMember:
    fresh = queries.party_members.locked(member)
    if not fresh.is_asked:
        raise refusals.MemberAnswered
    return fresh


@retries.on_conflict
def decline_as_member(member: models.PartyMember, *, by: accounts.User, now: datetime) -> models.PartyMember:
    """This function will say no for somebody who was named; it costs nothing. Raises MemberAnswered."""
    return _end(member, State.DECLINED, "volunteers.decline-as-member", by, now)


@retries.on_conflict
def drop_member(member: models.PartyMember, *, by: accounts.User, now: datetime) -> models.PartyMember:
    """This function will take back for a party that somebody was named, and tell them.

    Whoever has agreed loses the place, which is one of the party's again: to come with fewer, it changes its number.
    Raises MemberAnswered, and of who agreed AssignmentChanged, ShiftStarted, CheckedInStays.
    """
    if member.is_agreed:
        return _let_go(member, by, now)
    with transaction.atomic():
        fresh = _end(member, State.DROPPED, "volunteers.drop-member", by, now)
        _members.tell_dropped(fresh, now=now)
    return fresh


def _let_go(member: models.PartyMember, by: accounts.User, now: datetime) -> models.PartyMember:
    with errors.translated(), transaction.atomic():
        current = _locked(member.party.assignment, now)
        fresh = queries.party_members.locked(member)
        if fresh.place is None or not fresh.place.is_placed:
            raise refusals.MemberAnswered
        own = _places.locked(fresh.place, current.shift)
        _places.end(own, enums.AssignmentState.WITHDRAWN, now)
        fresh.place = None
        _members.end(fresh, State.DROPPED, now)
        current.places += 1
        current.save(update_fields=["places"])
        audit.record("volunteers.drop-member", by=by, about=own.person, subject=fresh.code, now=now)
        _members.tell_let_go(own, current.party, now=now)
        _places.refill_elsewhere([own.person_id], current.shift, now=now)
    return fresh


def _end(member: models.PartyMember, state: State, action: str, by: accounts.User, now: datetime) -> models.PartyMember:
    with transaction.atomic():
        fresh = _asked(member)
        _members.end(fresh, state, now)
        audit.record(action, by=by, about=member.person, subject=fresh.code, now=now)
    return fresh
