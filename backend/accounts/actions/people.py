from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from backend.accounts import enums, errors, models, rules
from backend.accounts.actions import followers
from backend.common import audit, codes, retries


class Profile(TypedDict, total=False):
    """What a person tells about themselves."""

    name: str
    furigana: str
    date_of_birth: date | None
    phone: str
    district: models.District | None
    lives_in_city: bool
    works_in_city: bool
    studies_in_city: bool
    language: str


@retries.on_conflict
@transaction.atomic
def update_profile(person: models.User, *, by: models.User, now: datetime, **profile: Unpack[Profile]) -> models.User:
    """This function will change a profile; a new name, furigana or date of birth needs a new look at a document."""
    if "date_of_birth" in profile and profile["date_of_birth"] != person.date_of_birth:
        followers.make_ready(person, now=now)
    fresh = models.User.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = {name: getattr(fresh, name) for name in profile}
    changed = sorted(name for name, value in profile.items() if before[name] != value)
    for name in changed:
        setattr(fresh, name, profile[name])  # type: ignore[literal-required]
    if rules.unconfirms(before, profile):
        fresh.identity_confirmed_at = fresh.identity_confirmed_by = None
    fresh.save()
    audit.record("accounts.profile_changed", by=by, about=fresh, subject=fresh.code, now=now, fields=changed)
    if "date_of_birth" in changed:
        followers.follow_birth(fresh, now=now)
    return fresh


@transaction.atomic
def confirm_identity(
    person: models.User, *, by: models.User, center_code: str, proof: str, now: datetime
) -> models.User:
    """This function will record that a desk compared a person's facts with a document; the document is not kept."""
    if person.pk == by.pk:
        raise errors.OwnIdentity
    fresh = models.User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not (fresh.name and fresh.furigana and fresh.date_of_birth):
        raise errors.NameMissing
    fresh.identity_confirmed_at, fresh.identity_confirmed_by = now, by
    fresh.save(update_fields=["identity_confirmed_at", "identity_confirmed_by"])
    audit.record(
        "accounts.identity_confirmed",
        by=by,
        about=fresh,
        subject=fresh.code,
        center_code=center_code,
        now=now,
        proof=proof,
    )
    return fresh


def make_known(person: models.User, *, center_code: str, origin: enums.ContactOrigin, now: datetime) -> None:
    """This function will note that a person has to do with a center, whose desk may see them from now on.

    The first origin stays; a second call changes nothing, also when two come at once. Without a center, as when an
    administrator acts, there is nothing to note.
    """
    if not center_code:
        return
    contact = models.CenterContact(user=person, center_code=center_code, origin=origin, since=now)
    models.CenterContact.objects.bulk_create([contact], ignore_conflicts=True)


@transaction.atomic
def present_code(typed: str, *, center_code: str, by: models.User, now: datetime) -> models.User:
    """This function will find the person whose code somebody presents at a desk, which may see them from now on."""
    person = models.User.objects.filter(code=codes.normal(typed), is_active=True).first()
    if person is None:
        raise errors.NobodyPresented
    make_known(person, center_code=center_code, origin=enums.ContactOrigin.PRESENTED, now=now)
    audit.look("accounts.code_presented", by=by, about=person, center_code=center_code, now=now)
    return person


@transaction.atomic
def register_at_desk(*, center_code: str, by: models.User, now: datetime, **profile: Unpack[Profile]) -> models.User:
    """This function will make an account without an address for somebody whom a desk serves by phone or in person."""
    person = models.User.objects.create_user(None, None, **profile)
    make_known(person, center_code=center_code, origin=enums.ContactOrigin.DESK, now=now)
    audit.record(
        "accounts.registered_at_desk", by=by, about=person, subject=person.code, center_code=center_code, now=now
    )
    return person
