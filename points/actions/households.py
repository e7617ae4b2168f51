"""Who lives together, told by those who do: two people confirm one another by a word, and no address is kept."""

from datetime import date, datetime, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, codes, fiscal_year, retries
from backend.common import errors as common
from points import errors, models, queries
from points.actions import _guesses

# The database keeps it, too: points_most_of_a_household().
MOST = 12
WORD_LIVES = timedelta(days=1)
WORD_LENGTH = 8


@retries.on_conflict
def invite_to_household(*, person: accounts.User, now: datetime) -> models.HouseholdInvitation:
    """This function will make a word for somebody at home; who is in no household yet begins one with it."""
    with common.translated(most=MOST), transaction.atomic():
        household = queries.household_of(person.code, clock.date_of(now)) or _found(person, now)
        _check_room(household, clock.date_of(now))
        return models.HouseholdInvitation.objects.create(
            word=codes.random_part(WORD_LENGTH),
            household=household,
            made_by_code=person.code,
            made_at=now,
            expires_at=now + WORD_LIVES,
        )


def _found(person: accounts.User, now: datetime) -> models.Household:
    household = models.Household.objects.create(founded_at=now)
    _join(household, person.code, confirmed_by="", now=now)
    audit.record("points.household_founded", by=person, about=person, subject=household.code, now=now)
    return household


def _join(household: models.Household, person_code: str, *, confirmed_by: str, now: datetime) -> None:
    models.HouseholdMember.objects.create(
        household=household,
        person_code=person_code,
        during=(clock.date_of(now), None),
        confirmed_by_code=confirmed_by,
    )


def _check_room(household: models.Household, today: date) -> None:
    if household.members.filter(during__contains=today).count() >= MOST:
        raise errors.HouseholdFull(most=MOST)


@retries.on_conflict
def enter_household_word(typed: str, *, person: accounts.User, now: datetime) -> models.HouseholdInvitation:
    """This function will note who has entered a word; they are in the household once its member confirms them.

    A word that they entered before, and that nobody answered, ends.
    Raises HouseholdWordUnknown, CodeTriesTooMany, InHouseholdAlready.
    """
    _guesses.refuse_guesser("household-word", person)
    word = codes.normal(typed)
    with common.translated(until="抜けるまで"), transaction.atomic():
        free = models.HouseholdInvitation.objects.select_for_update(no_key=True).filter(
            word=word, entered_by_code="", ended_at=None, expires_at__gt=now
        )
        found = free.exclude(made_by_code=person.code).first()
        if found is None:
            _guesses.count_guess("household-word", person)
            raise errors.HouseholdWordUnknown
        refuse_second_household(person.code, now)
        models.HouseholdInvitation.objects.filter(entered_by_code=person.code, ended_at=None).update(ended_at=now)
        found.entered_by_code, found.entered_at = person.code, now
        found.save(update_fields=["entered_by_code", "entered_at"])
    return found


def refuse_second_household(person_code: str, now: datetime) -> None:
    """This function will raise InHouseholdAlready for somebody who counts in a household now."""
    found = queries.membership_of(person_code, clock.date_of(now))
    if found is not None:
        last = found.during.upper - timedelta(days=1) if found.during.upper else None
        raise errors.InHouseholdAlready(until=f"{last:%Y年%-m月%-d日}" if last else "抜けるまで")


@retries.on_conflict
def answer_household_word(word: str, *, confirm: bool, person: accounts.User, now: datetime) -> models.Household:
    """This function will let the member who gave a word confirm who entered it, or turn them away.

    Raises NothingToConfirm, HouseholdFull, InHouseholdAlready.
    """
    with common.translated(until="抜けるまで", most=MOST), transaction.atomic():
        asked = models.HouseholdInvitation.objects.select_for_update(no_key=True, of=("self",))
        found = asked.select_related("household").filter(word=word, made_by_code=person.code, ended_at=None).first()
        if found is None or not found.entered_by_code:
            raise errors.NothingToConfirm
        models.Household.objects.select_for_update(no_key=True).get(pk=found.household_id)
        if confirm:
            _check_room(found.household, clock.date_of(now))
            _join(found.household, found.entered_by_code, confirmed_by=person.code, now=now)
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        joined = accounts.User.objects.filter(code=found.entered_by_code).first()
        what = "points.household_joined" if confirm else "points.household_turned_away"
        audit.record(what, by=person, about=joined, subject=found.household.code, now=now)
    return found.household


@transaction.atomic
def leave_household(*, person: accounts.User, now: datetime) -> models.HouseholdMember:
    """This function will let a person leave: from next 1 April, until when they count where they are.

    Raises NotInHousehold.
    """
    today = clock.date_of(now)
    members = models.HouseholdMember.objects.select_for_update(no_key=True, of=("self",))
    found = members.filter(person_code=person.code, during__contains=today).first()
    if found is None:
        raise errors.NotInHousehold
    if found.during.upper is None:
        ends = fiscal_year.ends_on(fiscal_year.of(today)) + timedelta(days=1)
        found.during = (found.during.lower, ends)
        found.save(update_fields=["during"])
        found.refresh_from_db()
        audit.record("points.household_left", by=person, about=person, subject=found.household.code, now=now)
    return found
