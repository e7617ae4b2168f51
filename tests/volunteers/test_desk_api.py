"""What a desk does by the API for people who come or call: applications, guardians' signatures, becoming a host."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import consents
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, models

pytestmark = pytest.mark.django_db
CENTER = "mihon"
SIGNED = {"guardian_name": "見本　保護者", "relation": "parent", "signed": True}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def api() -> APIClient:
    """A desk at one center."""
    client = APIClient()
    client.force_authenticate(people.staff_of(CENTER))
    return client


@pytest.fixture
def person() -> accounts.User:
    """Somebody of the center's district who has no mail."""
    found: accounts.User = people.UserFactory.create(
        email=None, district=people.DistrictFactory.create(center_code=CENTER), date_of_birth="1950-01-01"
    )
    return found


@pytest.fixture
def held() -> models.Assignment:
    """A place that is held for the guardian of somebody of fifteen."""
    minor = people.UserFactory.create(date_of_birth=consents.FIFTEEN)
    return consents.held(factories.ShiftFactory.create(), minor)


@pytest.fixture
def quote() -> models.Quote:
    """The words of somebody of fifteen, who has agreed to them."""
    minor, shift = people.UserFactory.create(date_of_birth=consents.FIFTEEN), factories.ShiftFactory.create(days=-1)
    consents.given(minor, shift=shift)
    place = made.came(minor, shift=shift)
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    asked = made.quote(story, made.answer(place))
    actions.quote_consents.ask_guardian_to_quote(asked, shown_as="うみねこ", by=minor, now=NOW)
    return asked


def _send(api: APIClient, name: str, code: str, data: dict[str, Any], key: str = "") -> Any:  # noqa: ANN401
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(reverse(f"api-volunteers:{name}", args=[code]), data, format="json", headers=headers)


def _state(thing: models.Assignment | models.Quote) -> str:
    thing.refresh_from_db()
    return str(thing.state)


# Who calls ------------------------------------------------------------------------------------------------------------


def test_a_desk_applies_for_somebody_who_calls_and_sent_again_it_is_one_application(
    api: APIClient, person: accounts.User
) -> None:
    shift, sent = factories.ShiftFactory.create(), {"person": person.code, "message": "電話で聞きました"}
    first, again = (_send(api, "shift-desk-applications", shift.code, sent, "k") for _ in range(2))
    place = models.Assignment.objects.get(person=person)
    assert (first.status_code, first.json()["code"], place.message) == (201, place.code, "電話で聞きました")
    assert (again.json(), again.headers["Idempotent-Replay"]) == (first.json(), "true")
    other = _send(api, "shift-desk-applications", shift.code, sent | {"message": "ほか"}, "k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    written = common.AuditEntry.objects.get(action="volunteers.apply", subject_code=place.code)
    assert written.about_code == person.code != written.actor_code


def test_a_desk_applies_for_its_own_people_alone(api: APIClient) -> None:
    shift, stranger = factories.ShiftFactory.create(), people.UserFactory.create()
    for code in (stranger.code, "u-NOBODY"):
        refused = _send(api, "shift-desk-applications", shift.code, {"person": code})
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert models.Assignment.objects.count() == 0


def test_nobody_but_a_desk_applies_for_others(person: accounts.User) -> None:
    shift, client = factories.ShiftFactory.create(), APIClient()
    client.force_authenticate(person)
    assert _send(client, "shift-desk-applications", shift.code, {"person": person.code}).status_code == 404


def _insured(**conditions: str) -> models.Shift:
    shift = factories.ShiftFactory.create()
    said = {"insurance": "own", "insurance_reason": "刈払機を使うため", **conditions}
    models.Request.objects.filter(pk=shift.request_id).update(**said)
    return models.Shift.objects.get(pk=shift.pk)


def test_one_tick_says_that_the_person_meets_all_conditions_as_on_the_page(
    api: APIClient, person: accounts.User
) -> None:
    shift = _insured(certificate="普通自動車免許", certificate_reason="軽トラックを運転するため")
    made = _send(api, "shift-desk-applications", shift.code, {"person": person.code, "agrees": True})
    place = models.Assignment.objects.get()
    assert (made.status_code, place.person, place.stated) == (201, person, ["certificate", "insurance"])


def test_what_nobody_said_is_named(api: APIClient, person: accounts.User) -> None:
    shift = _insured(certificate="普通自動車免許", certificate_reason="軽トラックを運転するため")
    refused = _send(api, "shift-desk-applications", shift.code, {"person": person.code, "stated": ["insurance"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "certificate_unconfirmed")
    assert refused.json()["data"]["missing"] == ["certificate"]


def test_the_tick_does_not_say_that_somebody_is_grown_up(api: APIClient, person: accounts.User) -> None:
    accounts.User.objects.filter(pk=person.pk).update(date_of_birth=None)
    shift, sent = _insured(), {"person": person.code, "agrees": True}
    refused = _send(api, "shift-desk-applications", shift.code, sent)
    assert (refused.json()["code"], refused.json()["data"]["missing"]) == ("majority_unconfirmed", ["adult"])
    made = _send(api, "shift-desk-applications", shift.code, sent | {"stated": ["adult"]})
    assert (made.status_code, made.json()["state"]) == (201, "confirmed")


@pytest.mark.parametrize("wrong", [{}, {"person": ""}, {"stated": ["nothing"]}, {"party": 0}])
def test_an_application_that_cannot_be_read_is_refused(
    api: APIClient, person: accounts.User, wrong: dict[str, Any]
) -> None:
    sent = {"person": person.code, **wrong} if wrong else {}
    refused = _send(api, "shift-desk-applications", factories.ShiftFactory.create().code, sent)
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")


# Guardians ------------------------------------------------------------------------------------------------------------


def test_a_desk_reads_what_is_to_be_consented_to_and_the_look_is_written_down(
    api: APIClient, held: models.Assignment
) -> None:
    shown = api.get(reverse("api-volunteers:consent-record", args=[held.code])).json()
    assert (shown["title"], shown["can_record"], shown["consent"]) == (held.shift.request.title, True, None)
    looks = common.AuditEntry.objects.filter(action="volunteers.consent-desk", about_code=held.person.code)
    assert looks.count() == 1


def test_a_signature_at_a_desk_makes_the_place_certain_once(api: APIClient, held: models.Assignment) -> None:
    sent = SIGNED | {"scope": "shift"}
    first, again = (_send(api, "consent-record", held.code, sent, "k") for _ in range(2))
    consent = models.Consent.objects.get()
    assert (first.status_code, again.json(), _state(held)) == (201, first.json(), "confirmed")
    assert (consent.guardian_name, consent.center_code) == ("見本 保護者", CENTER)
    assert "見本 保護者" not in str(first.json())
    other = _send(api, "consent-record", held.code, sent | {"scope": "field"}, "k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    late = _send(api, "consent-record", held.code, sent)
    assert (late.status_code, late.json()["code"]) == (409, "consent_not_needed")


@pytest.mark.parametrize(
    "wrong", [{"signed": False}, {"guardian_name": ""}, {"relation": "neighbour"}, {"center_code": "other"}]
)
def test_what_nobody_signed_at_this_desk_is_not_written_down(
    api: APIClient, held: models.Assignment, wrong: dict[str, Any]
) -> None:
    refused = _send(api, "consent-record", held.code, SIGNED | {"scope": "shift"} | wrong)
    assert (refused.status_code, _state(held)) == (400, "held")


def test_a_guardian_takes_the_consent_back_at_a_desk_once(api: APIClient, held: models.Assignment) -> None:
    code = _send(api, "consent-record", held.code, SIGNED | {"scope": "shift"}).json()["code"]
    shown = api.get(reverse("api-volunteers:consent-record", args=[held.code])).json()
    assert (shown["can_record"], shown["consent"]["code"]) == (False, code)
    first, again = (_send(api, "consent-record-withdrawal", code, {}) for _ in range(2))
    assert (first.status_code, first.json()["state"], again.status_code) == (200, "withdrawn", 404)
    assert _state(held) == "withdrawn"
    assert models.Consent.objects.get().withdrawn_at == NOW


def test_neither_a_resident_nor_an_organiser_reaches_consents_at_a_desk(
    held: models.Assignment, quote: models.Quote
) -> None:
    for caller in (held.person, factories.manager_of(held.shift.request)):
        client = APIClient()
        client.force_authenticate(caller)
        assert _send(client, "consent-record", held.code, SIGNED | {"scope": "shift"}).status_code == 404
        assert _send(client, "quote-consent-record", quote.code, SIGNED).status_code == 404
    assert (_state(held), _state(quote)) == ("held", "asked")


def test_a_signature_at_a_desk_lets_a_minors_words_stand_until_it_is_taken_back(
    api: APIClient, quote: models.Quote
) -> None:
    shown = api.get(reverse("api-volunteers:quote-consent-record", args=[quote.code])).json()
    assert (shown["text"], shown["shown_as"], shown["can_record"]) == (quote.text, "うみねこ", True)
    first, again = (_send(api, "quote-consent-record", quote.code, SIGNED, "k") for _ in range(2))
    assert (first.status_code, again.json(), _state(quote)) == (201, first.json(), "given")
    late = _send(api, "quote-consent-record", quote.code, SIGNED)
    assert (late.status_code, late.json()["code"]) == (409, "consent_not_needed")
    back = _send(api, "quote-consent-record-withdrawal", quote.code, {})
    assert (back.status_code, back.json()["state"], _state(quote)) == (200, "withdrawn", "withdrawn")
    over = _send(api, "quote-consent-record-withdrawal", quote.code, {})
    assert (over.status_code, over.json()["code"]) == (409, "consent_not_live")


def test_who_works_at_two_desks_says_at_which(quote: models.Quote) -> None:
    staff, client = people.staff_of(CENTER), APIClient()
    people.StaffRoleFactory.create(user=staff, center_code="suwa")
    client.force_authenticate(staff)
    assert _send(client, "quote-consent-record", quote.code, SIGNED).status_code == 400
    assert _send(client, "quote-consent-record", quote.code, SIGNED | {"center_code": "suwa"}).status_code == 201
    assert models.QuoteConsent.objects.get().center_code == "suwa"


# Hosts ----------------------------------------------------------------------------------------------------------------


def test_a_center_becomes_a_host_once(api: APIClient) -> None:
    rooms.CenterFactory.create(code=CENTER, name="見本交流センター")
    path = reverse("api-volunteers:hosts")
    assert api.get(path).json() == [{"center_code": CENTER, "name": "見本交流センター", "organisation": ""}]
    first, again = (api.post(path, {"center_code": CENTER}, format="json") for _ in range(2))
    host = models.Host.objects.get()
    assert (first.status_code, first.json()["organisation"]) == (201, host.organisation.code)
    assert (again.json(), api.get(path).json()) == (first.json(), [first.json()])


def test_nobody_becomes_a_host_for_another_center_or_the_city(api: APIClient) -> None:
    for code in (CENTER, "suwa"):
        rooms.CenterFactory.create(code=code)
    for code in ("suwa", ""):
        assert api.post(reverse("api-volunteers:hosts"), {"center_code": code}, format="json").status_code == 404
    assert models.Host.objects.count() == 0
