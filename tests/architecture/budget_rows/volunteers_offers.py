"""How many queries the pages of offers, parties, proofs and skills take, with one row and with three."""

from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from volunteers import models, queries
from volunteers.actions import party_members as act


def _own_offer(cast: Cast, n: int) -> Target:
    factories.OfferFactory.create(person=cast.resident, times=[(day, 10, 15) for day in range(1, n + 1)])
    skills = [factory.SkillFactory.create(name=f"見本の技能{number}") for number in range(n)]
    for skill in skills:
        factory.held(cast.resident, skill)
    return Target(shows=tuple(skill.name for skill in skills))


def _offer_alone(cast: Cast, n: int) -> Target:
    factories.OfferFactory.create(person=cast.resident)
    return Target()


def _parties(cast: Cast, n: int) -> Target:
    offers = [factory.party_offer(representative=cast.resident) for _ in range(n)]
    for offer in offers:
        factory.party_invited(factories.ShiftFactory.create(), offer)
    return Target(shows=tuple(str(offer.group) for offer in offers))


def _party(cast: Cast, n: int) -> Target:
    offer = factory.party_offer(representative=cast.resident)
    for day in range(1, n + 1):
        models.OfferTime.objects.create(offer=offer, weekday=day, starts_at="10:00", ends_at="15:00")
    return Target(kwargs={"code": offer.group.code})  # type: ignore[union-attr]


def _party_done(cast: Cast, n: int) -> Target:
    group = people.GroupFactory.create(representative=cast.resident)
    for number in range(n):
        shift = factories.ShiftFactory.create(
            days=-1, request=factories.RequestFactory.create(title=f"見本の清掃{number}")
        )
        place = factories.confirmed(shift)
        at = {"counted_by": cast.resident, "counted_at": factories.NOW}
        factory.party_of(place, group, present=3, **at)
        approved = {"approved_minutes": 120, "approved_by": cast.resident, "approved_at": factories.NOW}
        factories.AttendanceFactory.create(assignment=place)
        models.Attendance.objects.filter(assignment=place).update(**approved)
    return Target(kwargs={"code": group.code}, shows=tuple(f"見本の清掃{number}" for number in range(n)))


def _with_members(cast: Cast, n: int) -> Target:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=cast.resident))
    factory.comes(made, by=cast.resident)
    party = queries.parties.detailed().get(pk=made.pk)
    named = [people.UserFactory.create() for _ in range(n)]
    for one in named:
        member = act.name_member(party, number=one.code, by=cast.resident, now=factories.NOW)
        act.agree_as_member(member, by=one, now=factories.NOW, stated=["adult"])
    return Target(kwargs={"code": made.code}, shows=tuple(one.name for one in named))


def _named_by_me(cast: Cast, n: int) -> Target:
    _with_members(cast, n)
    return Target(kwargs={"code": models.PartyMember.objects.order_by("pk")[0].code})


def _named(cast: Cast, n: int) -> Target:
    contact = people.UserFactory.create()
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=contact))
    factory.comes(made, by=contact)
    party = queries.parties.detailed().get(pk=made.pk)
    member = act.name_member(party, number=cast.resident.code, by=contact, now=factories.NOW)
    return Target(kwargs={"code": member.code})


def _invited(cast: Cast, n: int) -> Target:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=cast.resident))
    return Target(kwargs={"code": made.code})


def _shift(cast: Cast) -> models.Shift:
    request = factories.RequestFactory.create(organisation=people.OrganisationFactory.create(manager=cast.resident))
    return factories.ShiftFactory.create(request=request)


def _offers(cast: Cast, n: int) -> Target:
    shift, skill = _shift(cast), factory.SkillFactory.create()
    words = tuple(f"編み物その{number}" for number in range(n))
    for one in words:
        offer = factories.OfferFactory.create(words=one, fields=[shift.request.field], times=[(1, 9, 12)])
        factory.held(offer.person, skill)
    return Target(kwargs={"code": shift.code}, shows=words)


def _person(cast: Cast, n: int) -> Target:
    person = people.UserFactory.create(district=people.DistrictFactory.create(center_code=cast.center_code))
    skills = [factory.SkillFactory.create(name=f"見本の技能{number}") for number in range(n)]
    for skill in skills:
        factory.held(person, skill)
    return Target(kwargs={"code": person.code}, shows=tuple(skill.name for skill in skills))


def _before(cast: Cast, n: int) -> Target:
    person = people.UserFactory.create(district=people.DistrictFactory.create(center_code=cast.center_code))
    places = [factories.confirmed(factories.ShiftFactory.create(days=3 + number), person) for number in range(n)]
    return Target(kwargs={"code": person.code}, shows=tuple(place.code for place in places))


def _held(cast: Cast, n: int) -> Target:
    person = people.UserFactory.create(district=people.DistrictFactory.create(center_code=cast.center_code))
    return Target(kwargs={"code": factory.held(person, factory.SkillFactory.create()).code})


def _skills(cast: Cast, n: int) -> Target:
    names = tuple(f"見本の技能{number}" for number in range(n))
    for name in names:
        factory.SkillFactory.create(name=name)
    return Target(shows=names)


def _limited(cast: Cast, n: int) -> Target:
    factories.OfferFactory.create(person=cast.resident, times_a_week=1)
    return Target(kwargs={"code": factories.ShiftFactory.create().code})


RESIDENT, STAFF, ADMINISTRATOR, ANONYMOUS = Role.RESIDENT, Role.STAFF, Role.ADMINISTRATOR, Role.ANONYMOUS
ROWS = [
    Budget("volunteers:offers", RESIDENT, _own_offer, queries=18),
    Budget("volunteers:offer-deletion", RESIDENT, _offer_alone, queries=9, flat=True),
    Budget("volunteers:party-offers", RESIDENT, _parties, queries=9),
    Budget("volunteers:party-offer", RESIDENT, _party, queries=16, flat=True),
    Budget("volunteers:party-hours", RESIDENT, _party_done, queries=6),
    Budget("api-volunteers:party-hours", RESIDENT, _party_done, queries=5),
    Budget("volunteers:party-offer-deletion", RESIDENT, _party, queries=11, flat=True),
    Budget("volunteers:party-invitation", RESIDENT, _invited, queries=6, flat=True),
    Budget("volunteers:party-members", RESIDENT, _with_members, queries=6),
    Budget("volunteers:party-member-removal", RESIDENT, _named_by_me, queries=6, flat=True),
    Budget("volunteers:party-member", RESIDENT, _named, queries=4, flat=True),
    Budget("api-volunteers:party-members", RESIDENT, _with_members, queries=4),
    Budget("volunteers:party-withdrawal", RESIDENT, _invited, queries=5, flat=True),
    Budget("volunteers:shift-invitations", RESIDENT, _offers, queries=15),
    Budget("volunteers:person-skills", STAFF, _person, queries=8),
    Budget("volunteers:person-assignments", STAFF, _before, queries=7),
    Budget("volunteers:held-skill-withdrawal", STAFF, _held, queries=5, flat=True),
    Budget("volunteers:skills", ADMINISTRATOR, _skills, queries=4),
    Budget("api-volunteers:offers", RESIDENT, _own_offer, queries=7),
    Budget("api-volunteers:skills", ANONYMOUS, _skills, queries=1),
    Budget("api-volunteers:person-skills", STAFF, _person, queries=5),
    Budget("api-volunteers:person-assignments", STAFF, _before, queries=6),
    Budget("api-volunteers:party-offer", RESIDENT, _party, queries=10, flat=True),
    Budget("api-volunteers:party-invitations", RESIDENT, _parties, queries=5),
    Budget("api-volunteers:shift-offers", RESIDENT, _offers, queries=11),
    Budget("api-volunteers:shift-warnings", RESIDENT, _limited, queries=4, flat=True),
]
