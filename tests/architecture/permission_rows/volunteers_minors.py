"""Who reaches guardians' consents and events. The resident is the minor, or the one whose family comes."""

from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, owners
from tests.architecture.tables import SIGN_IN, Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import consents, events, thanks, volunteers
from volunteers import actions, enums, models, queries

ANSWER = {"answer": "yes", "guardian_name": "見本 保護者", "relation": "parent", "is_guardian": "on"}
SIGNED = {"guardian_name": "見本 保護者", "relation": "parent", "signed": True}
RECORD = {"scope": "shift", "guardian_name": "見本 保護者", "relation": "parent", "seen": "on"}


def _held(cast: Cast) -> models.Assignment:
    cast.resident.date_of_birth = consents.FIFTEEN
    cast.resident.save()
    return consents.held(volunteers.ShiftFactory.create(), cast.resident)


def _asked(cast: Cast, held: models.Assignment | None = None) -> models.Consent:
    place = held or _held(cast)
    return actions.ask_guardian(place, scope="shift", channel="paper", by=cast.resident, now=volunteers.NOW)


def _of_minor(cast: Cast) -> Target:
    held = _held(cast)
    return Target(kwargs={"code": held.code}, secret=held.shift.request.title)


def _asks(cast: Cast) -> Target:
    return Target(kwargs={"code": _held(cast).code}, data={"scope": "shift", "channel": "paper"})


def _paper(cast: Cast) -> Target:
    held = _held(cast)
    consent = _asked(cast, held)
    return Target(kwargs={"code": held.code}, secret=queries.consents.short_of(consent))


def _link(cast: Cast) -> Target:
    consent = _asked(cast)
    return Target(kwargs={"token": queries.consents.token_of(consent)}, data=ANSWER, secret=cast.resident.name)


def _link_only(cast: Cast) -> Target:
    return Target(kwargs=_link(cast).kwargs, data=ANSWER)


def _given(cast: Cast) -> Target:
    consent = _asked(cast)
    token = queries.consents.token_of(consent)
    guardian = actions.Guardian("見本 保護者", enums.Relation.PARENT)
    actions.answer_for_minor(token, gives=True, guardian=guardian, now=volunteers.NOW)
    return Target(kwargs={"token": token})


def _number(cast: Cast) -> Target:
    return Target(data={"number": queries.consents.short_of(_asked(cast))})


def _brought(cast: Cast) -> Target:
    return Target(data={"code": _held(cast).code})


def _at_desk(cast: Cast) -> Target:
    held = _held(cast)
    return Target(kwargs={"code": held.code}, secret=held.shift.request.title)


def _signs(cast: Cast) -> Target:
    return Target(kwargs={"code": _held(cast).code}, data=RECORD)


def _signs_by_api(cast: Cast) -> Target:
    return Target(kwargs={"code": _held(cast).code}, data={"scope": "shift", **SIGNED})


def _words_signed_by_api(cast: Cast) -> Target:
    return Target(kwargs=_words(cast).kwargs, data=SIGNED)


def _stands(cast: Cast) -> Target:
    held = _held(cast)
    consent = consents.given(cast.resident, shift=held.shift)
    return Target(kwargs={"code": consent.code}, secret=held.shift.request.title)


def _stands_only(cast: Cast) -> Target:
    return Target(kwargs=_stands(cast).kwargs)


def _words_to_sign(cast: Cast) -> Target:
    target = _words(cast)
    return Target(kwargs=target.kwargs, data={name: value for name, value in RECORD.items() if name != "scope"})


def _words(cast: Cast) -> Target:
    cast.resident.date_of_birth = consents.FIFTEEN
    cast.resident.save()
    shift = volunteers.ShiftFactory.create(days=-1)
    consents.given(cast.resident, shift=shift)
    place = thanks.came(cast.resident, shift=shift)
    story = thanks.StoryFactory.create(organisation=shift.request.organisation)
    quote = thanks.quote(story, thanks.answer(place))
    actions.quote_consents.ask_guardian_to_quote(quote, shown_as="", by=cast.resident, now=volunteers.NOW)
    return Target(kwargs={"code": quote.code}, secret=quote.text)


def _agreed_words(cast: Cast) -> Target:
    target = _words(cast)
    guardian = actions.Guardian("見本 保護者", enums.Relation.PARENT)
    actions.quote_consents.record_quote_consent(
        models.Quote.objects.get(code=target.kwargs["code"]),
        guardian=guardian,
        center_code=cast.center_code,
        by=cast.staff,
        now=volunteers.NOW,
    )
    return Target(kwargs=target.kwargs, secret=target.kwargs["code"])


def _agreed_words_only(cast: Cast) -> Target:
    return Target(kwargs=_agreed_words(cast).kwargs)


def _case(cast: Cast) -> Target:
    held = _held(cast)
    consents.given(cast.resident, shift=held.shift)
    return Target(kwargs={"code": held.code}, secret=held.code)


def _case_with_reason(cast: Cast) -> Target:
    return Target(kwargs=_case(cast).kwargs, data={"reason": "問い合わせのため"}, secret="見本 保護者")


def _family(cast: Cast) -> Target:
    shift = events.event(capacity=9)
    place = volunteers.confirmed(shift, cast.resident)
    return Target(kwargs={"code": place.code}, data={"party": "2"}, secret=shift.request.title)


def _family_only(cast: Cast) -> Target:
    target = _family(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _event(cast: Cast) -> Target:
    shift = events.event()
    return Target(kwargs={"code": shift.code}, secret=shift.place)


def _event_for_somebody(cast: Cast) -> Target:
    return Target(kwargs=_event(cast).kwargs, data={"person": people.UserFactory.create().code})


def _event_by_api(cast: Cast) -> Target:
    shift = events.event()
    district = people.DistrictFactory.create(center_code=cast.center_code)
    served = people.UserFactory.create(district=district)
    return Target(kwargs={"code": shift.code}, data={"person": served.code, "stated": ["adult"]})


def _center(cast: Cast) -> Target:
    rooms.CenterFactory.create(code=cast.center_code)
    return Target(data={"center_code": cast.center_code})


def _centers(cast: Cast) -> Target:
    for code in (cast.center_code, cast.other_center_code):
        rooms.CenterFactory.create(code=code)
    return Target()


def _city(cast: Cast) -> Target:
    people.MunicipalityFactory.create()
    return Target(data={"center_code": ""})


def desks(
    name: str, build: tables.Builder, method: str = "GET", answer: int = 200, official: tables.Answer = ""
) -> Row:
    """This function will give the row of what every desk reaches by the number that somebody brings."""
    return Row(name, build, SIGN_IN, 404, 404, answer, answer, answer, method, city_official=official)


def desks_by_api(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of the same by the API."""
    return Row(name, build, 401, 404, 404, answer, answer, answer, method)


def cities(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what the city alone reaches."""
    return Row(name, build, SIGN_IN, 404, 404, 404, 404, answer, method, city_official=answer)


ROWS = [
    owners("volunteers:consent-requests", _of_minor),
    owners("volunteers:consent-requests", _asks, "POST", 302),
    owners("volunteers:consent-paper", _paper),
    tables.public("volunteers:consents"),
    tables.public("volunteers:consents", _number, method="POST", answer=302),
    tables.public("volunteers:consent", _link),
    tables.public("volunteers:consent", _link_only, method="POST", answer=302),
    tables.public("volunteers:consent-withdrawal", _given),
    tables.public("volunteers:consent-withdrawal", _given, method="POST", answer=302),
    desks("volunteers:consent-records", tables.nothing, official=200),
    desks("volunteers:consent-records", _brought, "POST", 302, official=302),
    desks("volunteers:consent-record", _at_desk),
    Row("volunteers:consent-record", _signs, SIGN_IN, 404, 404, 200, 200, 302, "POST"),
    desks("volunteers:quote-consent-record", _words),
    Row("volunteers:quote-consent-record", _words_to_sign, SIGN_IN, 404, 404, 200, 200, 302, "POST"),
    desks("volunteers:quote-consent-record-withdrawal", _agreed_words),
    Row(
        "volunteers:quote-consent-record-withdrawal",
        _agreed_words_only,
        SIGN_IN,
        404,
        404,
        200,
        200,
        302,
        "POST",
    ),
    desks("volunteers:consent-record-withdrawal", _stands),
    Row("volunteers:consent-record-withdrawal", _stands_only, SIGN_IN, 404, 404, 200, 200, 302, "POST"),
    cities("volunteers:consent-history", _case),
    cities("volunteers:consent-history", _case_with_reason, "POST"),
    tables.api("api-volunteers:consents"),
    Row("api-volunteers:consent-history", _case_with_reason, 401, 404, 404, 404, 404, 200, "POST", city_official=200),
    Row("api-volunteers:consent-requests", _asks, 401, 201, 404, 404, 404, 404, "POST"),
    owners("volunteers:assignment-party", _family),
    owners("volunteers:assignment-party", _family_only, "POST", 302),
    api_owners("api-volunteers:assignment-party", _family_only, "PUT"),
    desks("volunteers:hosts", _centers, official=200),
    cities("volunteers:hosts", _city, "POST", 302),
    desks("volunteers:shift-desk-applications", _event),
    desks("volunteers:shift-desk-applications", _event_for_somebody, "POST"),
    desks_by_api("api-volunteers:consent-record", _at_desk),
    desks_by_api("api-volunteers:consent-record", _signs_by_api, "POST", 201),
    desks_by_api("api-volunteers:consent-record-withdrawal", _stands_only, "POST"),
    desks_by_api("api-volunteers:quote-consent-record", _words),
    desks_by_api("api-volunteers:quote-consent-record", _words_signed_by_api, "POST", 201),
    desks_by_api("api-volunteers:quote-consent-record-withdrawal", _agreed_words_only, "POST"),
    Row("api-volunteers:shift-desk-applications", _event_by_api, 401, 404, 404, 201, 404, 201, "POST"),
    Row("api-volunteers:hosts", _centers, 401, 404, 404, 200, 200, 200, city_official=200),
    Row("api-volunteers:hosts", _center, 401, 404, 404, 201, 404, 201, "POST"),
]
