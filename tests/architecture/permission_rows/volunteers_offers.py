"""Who reaches offers, parties, proofs and the city's list of skills. The resident offers, and acts for a party."""

from backend.accounts import models as accounts
from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, organisers, owners
from tests.architecture.tables import SIGN_IN, Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from volunteers import models, queries
from volunteers.actions import party_members


def _offers(cast: Cast) -> Target:
    staff = (cast.staff, cast.other_staff, cast.administrator, cast.city_employee, cast.city_official)
    for person in (cast.resident, cast.other, *staff):
        factories.OfferFactory.create(person=person)
    return Target()


def _sheet(cast: Cast) -> Target:
    return Target(data=factory.sheet())


def _party_offer(cast: Cast) -> models.Offer:
    return factory.party_offer(representative=cast.resident)


def _party(cast: Cast) -> Target:
    offer = _party_offer(cast)
    return Target(kwargs={"code": offer.group.code}, secret=offer.group.name)  # type: ignore[union-attr]


def _party_only(cast: Cast) -> Target:
    return Target(kwargs=_party(cast).kwargs)


def _party_sheet(cast: Cast) -> Target:
    return Target(kwargs=_party(cast).kwargs, data=factory.party_sheet())


def _party_by_api(cast: Cast) -> Target:
    return Target(kwargs=_party(cast).kwargs, data={"headcount": 5})


def _invited(cast: Cast) -> Target:
    made = factory.party_invited(factories.ShiftFactory.create(), _party_offer(cast))
    return Target(
        kwargs={"code": made.code}, data={"coming": "3", "declaration": "確かめました"}, secret=made.party.name
    )


def _invited_only(cast: Cast) -> Target:
    target = _invited(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _invited_by_api(cast: Cast) -> Target:
    return Target(kwargs=_invited(cast).kwargs, data={"coming": 3, "declaration": "確かめました"})


def _confirmed(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create()
    made = factory.party_invited(shift, _party_offer(cast))
    factory.comes(made, by=cast.resident)
    return Target(kwargs={"code": made.code}, secret=made.party.name)


def _confirmed_only(cast: Cast) -> Target:
    return Target(kwargs=_confirmed(cast).kwargs)


def _party_of(cast: Cast, contact: accounts.User) -> models.Assignment:
    made = factory.party_invited(factories.ShiftFactory.create(), factory.party_offer(representative=contact))
    factory.comes(made, by=contact)
    return queries.parties.detailed().get(pk=made.pk)


def _to_name(cast: Cast) -> Target:
    party = _party_of(cast, cast.resident)
    return Target(kwargs={"code": party.code}, data={"code": people.UserFactory.create().code})


def _to_name_by_api(cast: Cast) -> Target:
    target = _to_name(cast)
    return Target(kwargs=target.kwargs, data={"who": target.data["code"]})


def _whom_i_named(cast: Cast) -> Target:
    named = people.UserFactory.create()
    made = party_members.name_member(
        _party_of(cast, cast.resident), number=named.code, by=cast.resident, now=tables.NOW
    )
    return Target(kwargs={"code": made.code})


def _whom_i_named_by_date(cast: Cast) -> Target:
    return Target(kwargs=_whom_i_named(cast).kwargs, secret="に登録した方への確認を取り下げます")


def _i_am_named(cast: Cast) -> Target:
    contact = people.UserFactory.create()
    party = _party_of(cast, contact)
    made = party_members.name_member(party, number=cast.resident.code, by=contact, now=tables.NOW)
    return Target(kwargs={"code": made.code}, data={"adult": "on"}, secret=party.party.name)


def _i_am_named_only(cast: Cast) -> Target:
    target = _i_am_named(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _i_agree_by_api(cast: Cast) -> Target:
    return Target(kwargs=_i_am_named(cast).kwargs, data={"stated": ["adult"]})


def _shift(cast: Cast) -> models.Shift:
    request = factories.RequestFactory.create(organisation=people.OrganisationFactory.create(manager=cast.resident))
    return factories.ShiftFactory.create(request=request)


def _offers_for_shift(cast: Cast) -> Target:
    shift = _shift(cast)
    factories.OfferFactory.create(words="編み物を教えられます")
    return Target(kwargs={"code": shift.code}, secret="編み物を教えられます")


def _to_invite(cast: Cast) -> Target:
    shift = _shift(cast)
    handle = queries.matching.handle_of(shift, factories.OfferFactory.create())
    return Target(kwargs={"code": shift.code}, data={"handle": handle})


def _open_shift(cast: Cast) -> Target:
    return Target(kwargs={"code": factories.ShiftFactory.create().code})


def _served(cast: Cast) -> models.HeldSkill:
    """This function will make somebody whom the desk of the cast's center serves, with a proof."""
    district = people.DistrictFactory.create(center_code=cast.center_code)
    return factory.held(people.UserFactory.create(district=district), factory.SkillFactory.create())


def _person(cast: Cast) -> Target:
    held = _served(cast)
    return Target(kwargs={"code": held.person.code}, secret=held.person.name)


def _proof(cast: Cast) -> Target:
    rooms.CenterFactory.create(code=cast.center_code)
    held = _served(cast)
    data = {"skill": held.skill.code, "proof": "licence", "center_code": cast.center_code}
    return Target(kwargs={"code": held.person.code}, data=data)


def _held(cast: Cast) -> Target:
    held = _served(cast)
    return Target(kwargs={"code": held.code}, data={"reason": "別の方の書類でした"}, secret=held.person.name)


def _held_only(cast: Cast) -> Target:
    target = _held(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _skill(cast: Cast) -> Target:
    return Target(kwargs={"code": factory.SkillFactory.create().code})


def _listed(cast: Cast) -> Target:
    return Target(secret=factory.SkillFactory.create().name)


def _new_skill(cast: Cast) -> Target:
    return Target(data={"name": "見本免許", "paper": "免許証"})


def _skills_of(cast: Cast) -> Target:
    held = _served(cast)
    return Target(kwargs={"code": held.person.code}, secret=held.skill.name)


def _to_retire(cast: Cast) -> Target:
    return Target(kwargs=_skill(cast).kwargs, data={"is_retired": True})


def desks_by_api(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what such a desk reaches by the API, and administrators."""
    return Row(name, build, 401, 404, 404, answer, 404, answer, method)


def city_by_api(name: str, build: tables.Builder, answer: int) -> Row:
    """This function will give the row of what the city's section in charge writes by the API."""
    return Row(name, build, 401, 404, 404, 404, 404, answer, "POST", city_official=answer)


def desks(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what the desk that serves a person reaches, and administrators."""
    return Row(name, build, SIGN_IN, 404, 404, answer, 404, answer, method)


def city(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what the city's section in charge reaches."""
    return Row(name, build, SIGN_IN, 404, 404, 404, 404, answer, method, city_official=answer)


def _before(cast: Cast) -> models.Assignment:
    """What somebody whom the desk serves has before them."""
    person = people.UserFactory.create(district=people.DistrictFactory.create(center_code=cast.center_code))
    return factories.confirmed(factories.ShiftFactory.create(), person)


def _before_them(cast: Cast) -> Target:
    place = _before(cast)
    return Target(kwargs={"code": place.person.code}, secret=place.code)


def _said_at_desk(cast: Cast) -> Target:
    place = _before(cast)
    said = {"assignment": place.code, f"{place.code}-step": "withdraw", f"{place.code}-agrees": "on"}
    return Target(kwargs={"code": place.person.code}, data=said)


def _answered_by_api(cast: Cast) -> Target:
    place = _before(cast)
    return Target(kwargs={"code": place.person.code, "assignment": place.code}, data={"step": "withdraw"})


def api_deletion(name: str, build: tables.Builder, *, others: int) -> Row:
    """This function will give the row of deleting by the API what is one's own."""
    return Row(name, build, 401, 204, others, others, others, others, "DELETE")


ROWS = [
    tables.private("volunteers:offers"),
    tables.private("volunteers:offers", _sheet, method="POST", answer=302),
    tables.private("volunteers:offer-rest", _offers, method="POST", answer=302),
    tables.private("volunteers:offer-resumption", _offers, method="POST", answer=302),
    tables.private("volunteers:offer-deletion", _offers),
    tables.private("volunteers:offer-deletion", _offers, method="POST", answer=302),
    tables.private("volunteers:party-offers"),
    owners("volunteers:party-offer", _party),
    owners("volunteers:party-offer", _party_sheet, "POST", 302),
    owners("volunteers:party-hours", _party_only),
    api_owners("api-volunteers:party-hours", _party_only),
    owners("volunteers:party-offer-rest", _party_only, "POST", 302),
    owners("volunteers:party-offer-resumption", _party_only, "POST", 302),
    owners("volunteers:party-offer-deletion", _party),
    owners("volunteers:party-offer-deletion", _party_only, "POST", 302),
    owners("volunteers:party-members", _confirmed),
    owners("volunteers:party-members", _to_name, "POST", 302),
    owners("volunteers:party-member", _i_am_named),
    owners("volunteers:party-member", _i_am_named_only, "POST", 302),
    owners("volunteers:party-member-refusal", _i_am_named_only, "POST", 302),
    owners("volunteers:party-member-removal", _whom_i_named_by_date),
    owners("volunteers:party-member-removal", _whom_i_named, "POST", 302),
    api_owners("api-volunteers:party-members", _confirmed_only),
    Row("api-volunteers:party-members", _to_name_by_api, 401, 201, 404, 404, 404, 404, "POST"),
    api_owners("api-volunteers:party-member-acceptance", _i_agree_by_api, "POST"),
    api_owners("api-volunteers:party-member-refusal", _i_am_named_only, "POST"),
    Row("api-volunteers:party-member", _whom_i_named, 401, 204, 404, 404, 404, 404, "DELETE"),
    owners("volunteers:party-invitation", _invited),
    owners("volunteers:party-invitation", _invited_only, "POST", 302),
    owners("volunteers:party-refusal", _invited_only, "POST", 302),
    owners("volunteers:party-withdrawal", _confirmed),
    owners("volunteers:party-withdrawal", _confirmed_only, "POST", 302),
    desks("volunteers:person-skills", _person),
    desks("volunteers:person-skills", _proof, "POST", 302),
    desks("volunteers:held-skill-withdrawal", _held),
    desks("volunteers:held-skill-withdrawal", _held_only, "POST", 302),
    desks("volunteers:person-assignments", _before_them),
    desks("volunteers:person-assignments", _said_at_desk, "POST", 302),
    city("volunteers:skills", _listed),
    city("volunteers:skills", _new_skill, "POST", 302),
    city("volunteers:skill-retirement", _skill, "POST", 302),
    tables.api("api-volunteers:offers", _offers),
    tables.api("api-volunteers:offers", method="PUT"),
    tables.api("api-volunteers:offers", _offers, method="DELETE", answer=204),
    tables.api("api-volunteers:offer-rest", _offers, method="POST"),
    tables.api("api-volunteers:offer-resumption", _offers, method="POST"),
    tables.public("api-volunteers:skills", _listed),
    city_by_api("api-volunteers:skills", _new_skill, 201),
    city_by_api("api-volunteers:skill-retirement", _to_retire, 200),
    desks_by_api("api-volunteers:person-skills", _skills_of),
    desks_by_api("api-volunteers:person-skills", _proof, "POST", 201),
    desks_by_api("api-volunteers:held-skill-withdrawal", _held_only, "POST"),
    desks_by_api("api-volunteers:person-assignments", _before_them),
    desks_by_api("api-volunteers:person-assignment-answers", _answered_by_api, "POST", 201),
    api_owners("api-volunteers:party-offer", _party_only),
    api_owners("api-volunteers:party-offer", _party_by_api, "PUT"),
    api_deletion("api-volunteers:party-offer", _party_only, others=404),
    api_owners("api-volunteers:party-offer-rest", _party_only, "POST"),
    api_owners("api-volunteers:party-offer-resumption", _party_only, "POST"),
    tables.api("api-volunteers:party-invitations"),
    api_owners("api-volunteers:party-acceptance", _invited_by_api, "POST"),
    api_owners("api-volunteers:shift-offers", _offers_for_shift),
    Row("api-volunteers:shift-invitations", _to_invite, 401, 201, 404, 404, 404, 404, "POST"),
    tables.api("api-volunteers:shift-warnings", _open_shift),
    organisers("volunteers:shift-invitations", _offers_for_shift),
]
