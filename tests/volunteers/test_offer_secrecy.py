"""Before both agree, no organiser learns who offers: not from a page, an API answer, a header, a mail or a feed."""

import contextlib
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.architecture import addresses
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW
from volunteers import actions, models, queries
from volunteers.urls import offers as urls

pytestmark = pytest.mark.django_db

NAME, FURIGANA, PHONE, EMAIL = "秘密見本 花野", "ヒミツミホン ハナノ", "0294-99-9999", "himitsu@example.test"
GROUP = "ひみつ美化会"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    district = people.DistrictFactory.create(name="秘密が丘")
    made: accounts.User = people.UserFactory.create(
        name=NAME, furigana=FURIGANA, phone=PHONE, email=EMAIL, district=district
    )
    return made


@pytest.fixture
def shift() -> models.Shift:
    return factories.ShiftFactory.create()


def _secrets(offer: models.Offer) -> list[str]:
    """This function will list what would tell who offers: also the codes by which two things could be linked."""
    person = offer.person
    own = [person.name, *person.name.split(), person.furigana, person.phone, str(person.email), person.code]
    told = [*own, offer.code, *([offer.party.name, offer.party.code] if offer.party else [])]
    return [one for one in told if one]


def _everything(shift: models.Shift, organiser: accounts.User) -> Iterator[tuple[str, HttpResponse]]:
    """This function will fetch as the organiser every address whose code can be filled in with one of theirs."""
    client = Client()
    client.force_login(organiser)
    codes = [shift.code, shift.request.code, shift.request.organisation.code]
    for address in addresses.everything():
        if not address.is_ours or "GET" not in address.methods:
            continue
        for path in _paths(address.name, codes):
            response = client.get(path)
            yield f"{path} {response.status_code}", response  # type: ignore[misc]  # an HttpResponse with more on it


def _paths(name: str, codes: list[str]) -> Iterator[str]:
    for arguments in ([], *([code] for code in codes)):
        with contextlib.suppress(NoReverseMatch):
            yield reverse(name, args=arguments)


def _told(organiser: accounts.User) -> str:
    """This function will give what the organiser was sent: notices in the app, and mails with their heads."""
    rows = notices.Notice.objects.filter(user=organiser)
    texts = [f"{one.subject}{one.body}{one.url}{one.envelope}" for one in rows]
    return "".join([*texts, *(str(one.message()) for one in mail.outbox if organiser.email in one.to)])


def _leaks(shift: models.Shift, offers: list[models.Offer], organiser: accounts.User) -> set[tuple[str, str]]:
    """This function will give where something stands that would tell who offers."""
    secrets = {secret for offer in offers for secret in _secrets(offer)}
    found = set()
    for where, response in _everything(shift, organiser):
        text = f"{dict(response.headers)}{_text(response)}"
        found |= {(where, secret) for secret in secrets if secret in text}
    return found | {("told", secret) for secret in secrets if secret in _told(organiser)}


def _text(response: HttpResponse) -> str:
    return "" if response.streaming else response.content.decode(errors="replace")


def _two_offers(person: accounts.User) -> list[models.Offer]:
    """This function will let a person offer, and a group with a representative as unmistakable."""
    other = people.UserFactory.create(
        name="隠密例示 太山", furigana="オンミツ", email="onmitsu@example.test", phone="0294-98-9898"
    )
    party = factory.party_offer(representative=other)
    accounts.Group.objects.update(name=GROUP)
    party.refresh_from_db()
    return [factories.OfferFactory.create(person=person, words="編み物ができます"), party]


def _ask(shift: models.Shift, offer: models.Offer, organiser: accounts.User) -> models.Assignment:
    loaded = factory.loaded(shift)
    handle = queries.matching.handle_of(loaded, offer)
    return actions.parties.invite_offer(loaded, handle=handle, people=1, by=organiser, now=NOW)


@pytest.mark.parametrize("step", ["offered", "invited", "declined"])
def test_people_and_parties_stay_unknown_until_they_say_yes(
    person: accounts.User, shift: models.Shift, step: str
) -> None:
    offers, organiser = _two_offers(person), factories.manager_of(shift.request)
    if step != "offered":
        asked = [_ask(shift, offer, organiser) for offer in offers]
        if step == "declined":
            for one in asked:
                actions.decline_invitation(one, by=one.person, now=NOW)
    assert _leaks(shift, offers, organiser) == set()


def test_after_yes_the_names_stand_on_the_roster_so_there_was_something_to_keep(
    person: accounts.User, shift: models.Shift
) -> None:
    offers, organiser = _two_offers(person), factories.manager_of(shift.request)
    own, partys = (_ask(shift, offer, organiser) for offer in offers)
    actions.accept_invitation(own, by=person, now=NOW)
    actions.parties.accept_for_party(partys, coming=1, by=offers[1].person, now=NOW, declaration="確かめました")
    found = _leaks(shift, offers, organiser)
    assert {NAME, "隠密例示 太山", GROUP} <= {secret for where, secret in found if "/roster/" in where}
    assert {secret for _, secret in found} & {EMAIL, PHONE, *(offer.code for offer in offers)} == set()


def test_where_somebody_lives_stands_nowhere_beside_their_offer(person: accounts.User, shift: models.Shift) -> None:
    factories.OfferFactory.create(person=person, words="編み物ができます")
    client = Client()
    client.force_login(factories.manager_of(shift.request))
    paths = [
        reverse("volunteers:shift-invitations", args=[shift.code]),
        reverse("volunteers:request-detail", args=[shift.request.code]),
        reverse("api-volunteers:shift-offers", args=[shift.code]),
    ]
    texts = [client.get(path).content.decode() for path in paths]
    assert [("編み物ができます" in one, "秘密が丘" in one) for one in texts] == [(True, False)] * 3


def test_a_handle_says_nothing_and_differs_from_shift_to_shift(person: accounts.User) -> None:
    offer, shifts = factories.OfferFactory.create(person=person), factories.ShiftFactory.create_batch(3)
    handles = {queries.matching.handle_of(shift, offer) for shift in shifts}
    assert (len(handles), {len(one) for one in handles}) == (3, {32})
    assert all(set(one) <= set("0123456789abcdef") for one in handles)


def test_an_organiser_cannot_ask_with_a_handle_of_another_shift_or_guess_one(shift: models.Shift) -> None:
    offer, other = factories.OfferFactory.create(), factories.ShiftFactory.create()
    client = Client()
    client.force_login(factories.manager_of(shift.request))
    handles = [queries.matching.handle_of(other, offer), offer.code, offer.person.code, "0" * 32]
    address = reverse("volunteers:shift-invitations", args=[shift.code])
    assert [client.post(address, {"handle": one}).status_code for one in handles] == [409] * 4
    assert models.Assignment.objects.count() == 0


def test_enough_is_looked_at_for_silence_to_mean_something_and_each_page_with_offers_writes_the_look_down(
    person: accounts.User, shift: models.Shift
) -> None:
    factories.OfferFactory.create(person=person, words="編み物ができます")
    organiser = factories.manager_of(shift.request)
    noted, seen, shown = 0, 0, set()
    for where, response in _everything(shift, organiser):
        before, noted = noted, common.AuditEntry.objects.filter(about_code=person.code, kind="look").count()
        assert (noted > before) == ("編み物ができます" in _text(response)), where
        if where.endswith(" 200"):
            seen += 1
            shown |= {where} if "編み物ができます" in _text(response) else set()
    assert noted == 3
    assert seen > 50
    assert shown == {
        f"/api/v1/shifts/{shift.code}/offers/ 200",
        f"/requests/{shift.request.code}/ 200",
        f"/shifts/{shift.code}/invitations/ 200",
    }


def test_what_offers_add_is_among_what_is_looked_at() -> None:
    named = {f"volunteers:{one.name}" for one in urls.urlpatterns if isinstance(one, URLPattern)}
    assert named <= {address.name for address in addresses.everything()}
