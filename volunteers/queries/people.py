"""What the rules look at in a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from backend.common import clock, errors
from volunteers import enums, models, rules
from volunteers.queries import hosts


def standing(person: accounts.User, shift: models.Shift, *, stated: Collection[str] = ()) -> rules.conditions.Standing:
    """This function will gather what the conditions of a shift's request look at in a person."""
    request = shift.request
    audiences = {request.audience, request.widens_to}
    return rules.conditions.Standing(
        age=person.age_on(shift.day),
        district=str(person.district_id or ""),
        is_member=enums.Audience.MEMBERS in audiences and is_member(person, request.organisation),
        is_city_employee=enums.Audience.CITY_EMPLOYEES in audiences and permissions.is_city_staff(person),
        stated=frozenset(stated),
        skills=proved_skills(person, day=shift.day) if request.certificate_skill_id else frozenset(),
    )


def conditions(request: models.Request, *, now: datetime) -> rules.conditions.Conditions:
    """This function will give the conditions of a request as they are at an instant."""
    return rules.conditions.Conditions(
        audiences=rules.conditions.audiences(
            audience=request.audience, widens_at=request.widens_at, widens_to=request.widens_to, now=now
        ),
        minimum_age=request.minimum_age,
        maximum_age=request.maximum_age,
        district=str(request.district_id or ""),
        asks=asks(request),
        skill=request.certificate_skill.code if request.certificate_skill else "",
    )


def proved_skills(person: accounts.User, *, day: date) -> frozenset[str]:
    """This function will give the codes of the skills of which a desk has seen proof that is good on a day."""
    held = models.HeldSkill.objects.filter(person=person, confirmed_at__isnull=False).select_related("skill")
    return frozenset(one.skill.code for one in held if one.counts_on(day))


def asks(request: models.Request) -> frozenset[str]:
    """This function will tell what a request asks people to state when they apply."""
    return rules.conditions.asks(
        guardian=request.guardian,
        certificate="" if request.certificate_skill_id else request.certificate,
        insurance=request.insurance,
        gender=request.gender,
    )


def asked_of(person: accounts.User, shift: models.Shift) -> list[enums.Condition]:
    """This function will list what one person is asked to state before they join a shift."""
    return asked_on(person, shift.request, day=shift.day)


def asked_on(person: accounts.User, request: models.Request, *, day: date) -> list[enums.Condition]:
    """This function will list what one person is asked to state before they help on a day."""
    age = person.age_on(day)
    is_grown_up = age is not None and age >= rules.conditions.MAJORITY
    return rules.conditions.asked_of(asks(request), is_grown_up=is_grown_up)


@dataclass(frozen=True, slots=True)
class AskedAge:
    """What somebody is asked who told no date of birth: that, or no more than to say that they are 18 or over.

    `has_conditions` tells that the request itself asks for an age, or for guardians to come along.
    """

    today: date
    adult_is_enough: bool
    has_conditions: bool


def asked_age(
    person: accounts.User, request: models.Request, *, now: datetime, stated: Collection[str] = ()
) -> AskedAge | None:
    """This function will give what a person is asked of their age before they join a request; None where it is known.

    `stated` is what they said of themselves before.
    """
    asked = conditions(request, now=now)
    found = AskedAge(clock.date_of(now), rules.conditions.adult_is_enough(asked), rules.conditions.needs_age(asked))
    is_told = person.date_of_birth is not None or (found.adult_is_enough and enums.Condition.ADULT in stated)
    return None if is_told else found


def is_member(person: accounts.User, organisation: accounts.Organisation) -> bool:
    """This function will tell whether a person is on an organisation's list, in any role."""
    return organisation.members.filter(user=person).exists()


def managers(organisation: accounts.Organisation) -> QuerySet[accounts.User]:
    """This function will list those who act for an organisation."""
    members = Q(
        organisation_memberships__organisation=organisation,
        organisation_memberships__role=accounts_enums.OrganisationRole.MANAGER,
    )
    staff = hosts.staff_of(organisation)
    return accounts.User.objects.filter(members | staff if staff else members).distinct().order_by("pk")


def managed_organisations(person: accounts.User) -> QuerySet[accounts.Organisation]:
    """This function will list the organisations for which a person writes requests."""
    member = Q(members__user=person, members__role=accounts_enums.OrganisationRole.MANAGER)
    acting = hosts.acts_for(person)
    return accounts.Organisation.objects.filter(member | acting if acting else member).distinct().order_by("name", "pk")


def managed_organisation(person: accounts.User, code: str) -> accounts.Organisation:
    """This function will give an organisation for which a person writes requests, or raise NotFound."""
    found = managed_organisations(person).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found
