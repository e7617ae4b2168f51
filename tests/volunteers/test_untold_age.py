"""Who told no date of birth: they say that they are 18, or tell it, before anything for which a minor needs consent."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import consents, events, offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, queries, rules

pytestmark = pytest.mark.django_db
State = enums.AssignmentState
YOUNG = {"date_of_birth_year": "2011", "date_of_birth_month": "4", "date_of_birth_day": "2"}
COMING = {"coming": "2", "declaration": "全員18歳以上です"}
ADULT = {"adult": "on"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _silent() -> accounts.User:
    return people.UserFactory.create(date_of_birth=None)


def _apply(shift: models.Shift, person: accounts.User, *stated: str) -> models.Assignment:
    return actions.apply_for_shift(offers.loaded(shift), person=person, by=person, now=NOW, stated=stated)


def _state(place: models.Assignment) -> str:
    return models.Assignment.objects.get(pk=place.pk).state


def _post(client: PageClient, name: str, code: str, person: accounts.User, **sent: str) -> str:
    client.force_login(person)
    answer = client.post(reverse(f"volunteers:{name}", args=[code]), sent, follow=True)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


# The rule ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "says_adult", "needed"),
    [(17, False, True), (17, True, True), (18, False, False), (None, False, True), (None, True, False)],
)
def test_who_may_be_a_child_needs_a_guardian(age: int | None, says_adult: bool, needed: bool) -> None:
    assert rules.consents.is_needed(age, says_adult=says_adult) == needed


@pytest.mark.parametrize(
    ("least", "most", "enough"),
    [(None, None, True), (15, None, True), (18, None, True), (19, None, False), (15, 60, False)],
)
def test_it_is_enough_to_be_18_where_no_more_is_asked(least: int | None, most: int | None, enough: bool) -> None:
    asked = rules.conditions.Conditions(("everyone",), least, "", maximum_age=most)
    assert rules.conditions.adult_is_enough(asked) == enough


def test_what_a_date_of_birth_tells_is_not_kept_twice() -> None:
    said = ["adult", "gender", "insurance"]
    assert rules.conditions.kept(said, age=40) == ["insurance"]
    assert rules.conditions.kept(said, age=None) == ["adult", "insurance"]


# Applying ------------------------------------------------------------------------------------------------------------


def test_nobody_applies_whose_age_is_not_known() -> None:
    with pytest.raises(errors.MajorityUnconfirmed, match="保護者の同意が必要"):
        _apply(factories.ShiftFactory.create(), _silent())
    assert models.Assignment.objects.count() == 0


def test_who_says_that_they_are_18_has_a_place_for_certain_and_it_is_kept_that_they_said_so() -> None:
    made = _apply(factories.ShiftFactory.create(), _silent(), "adult")
    assert (made.state, made.stated) == (State.CONFIRMED, ["adult"])


def test_a_child_who_says_so_needs_the_guardian_all_the_same() -> None:
    made = _apply(factories.ShiftFactory.create(), consents.minor(), "adult")
    assert (made.state, made.stated) == (State.HELD, [])


def test_who_is_18_needs_no_birthday_for_an_age_that_this_covers_nor_a_guardian() -> None:
    ages, guardian = {"minimum_age": 15}, {"guardian": "accompanied", "guardian_reason": "川に入るため"}
    for fields in (ages, guardian):
        shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(**fields))
        assert _apply(shift, _silent(), "adult").is_confirmed


def test_a_birthday_is_needed_where_18_does_not_tell_it() -> None:
    shift = factories.ShiftFactory.create(request__minimum_age=15, request__maximum_age=60)
    with pytest.raises(errors.AgeUnknown):
        _apply(shift, _silent(), "adult")


def test_an_organiser_accepts_nobody_for_certain_whose_age_is_gone_by_then() -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    made = _apply(shift, person := people.UserFactory.create())
    accounts.User.objects.filter(pk=person.pk).update(date_of_birth=None)
    done = actions.accept_application(models.Assignment.objects.detailed().get(pk=made.pk), by=person, now=NOW)
    assert (done.state, done.answer_due_at is not None) == (State.HELD, True)


@pytest.mark.django_db(transaction=True)
def test_the_database_knows_no_certain_place_of_somebody_of_no_known_age() -> None:
    shift, person = factories.ShiftFactory.create(capacity=3), _silent()
    with pytest.raises(IntegrityError, match="without a guardian"):
        factories.confirmed(shift, person)
    shift.refresh_from_db()
    assert factories.confirmed(shift, person, stated=["adult"]).is_confirmed
    young = _silent()
    consents.given(young, shift=shift)
    assert factories.confirmed(shift, young).is_confirmed


# The pages -----------------------------------------------------------------------------------------------------------


def test_the_page_asks_keeps_what_was_typed_and_takes_a_tick(client: PageClient) -> None:
    shift, person = factories.ShiftFactory.create(), _silent()
    client.force_login(person)
    shown = client.get(reverse("volunteers:shift-applications", args=[shift.code])).content.decode()
    assert ("18歳以上です" in shown, "生年月日はいりません" in shown) == (True, True)
    again = _post(client, "shift-applications", shift.code, person, message="見本のことば")
    assert ("見本のことば" in again, "生年月日を書いてください" in again) == (True, True)
    assert "参加が決まりました" in _post(client, "shift-applications", shift.code, person, message="", **ADULT)
    person.refresh_from_db()
    assert (person.date_of_birth, models.Assignment.objects.get().stated) == (None, ["adult"])


def test_who_is_younger_tells_the_birthday_and_is_led_on_to_the_guardian(client: PageClient) -> None:
    shift, person = factories.ShiftFactory.create(), _silent()
    both = _post(client, "shift-applications", shift.code, person, message="", **ADULT, **YOUNG)
    assert "生年月日では18歳未満です" in both
    page = _post(client, "shift-applications", shift.code, person, message="", **YOUNG)
    made = models.Assignment.objects.get()
    assert reverse("volunteers:consent-requests", args=[made.code]) in page
    person.refresh_from_db()
    assert (made.state, person.date_of_birth) == (State.HELD, date(2011, 4, 2))


def test_who_is_younger_says_as_well_that_the_guardian_comes_along(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(request__guardian="accompanied", request__guardian_reason="川に入るため")
    person = _silent()
    again = _post(client, "shift-applications", shift.code, person, message="", **YOUNG)
    assert ("条件にあてはまるときは" in again, models.Assignment.objects.count()) == (True, 0)
    _post(client, "shift-applications", shift.code, person, message="", guardian="on", **YOUNG)
    assert models.Assignment.objects.get().stated == ["guardian"]


def test_nobody_is_asked_who_told_the_birthday(client: PageClient) -> None:
    client.force_login(people.UserFactory.create())
    shown = client.get(reverse("volunteers:shift-applications", args=[factories.ShiftFactory.create().code]))
    assert "18歳以上です" not in shown.content.decode()


def test_a_time_is_picked_only_by_who_says_their_age(client: PageClient) -> None:
    window, person = factories.WindowFactory.create(), _silent()
    times = {"day": str(TODAY + timedelta(days=1)), "starts_at": "09:00", "ends_at": "10:30", "message": ""}
    again = _post(client, "window-applications", window.code, person, **times)
    assert ('value="09:00"' in again, "18歳以上のときは" in again) == (True, True)
    _post(client, "window-applications", window.code, person, **times, **ADULT)
    assert models.Assignment.objects.get().is_confirmed


def test_an_invitation_is_accepted_only_by_who_says_their_age(client: PageClient) -> None:
    made = factories.invited(factories.ShiftFactory.create(), _silent())
    again = _post(client, "assignment-acceptance", made.code, made.person)
    assert ("18歳以上のときは" in again, _state(made)) == (True, State.INVITED)
    _post(client, "assignment-acceptance", made.code, made.person, **ADULT)
    assert _state(made) == State.CONFIRMED


def test_an_offered_place_is_taken_only_by_who_says_their_age(client: PageClient) -> None:
    made = factories.offered(factories.ShiftFactory.create(capacity=1), _silent())
    again = _post(client, "assignment-acceptance", made.code, made.person)
    assert ("18歳以上のときは" in again, _state(made)) == (True, State.OFFERED)
    page = _post(client, "assignment-acceptance", made.code, made.person, **YOUNG)
    assert ("保護者の方にお願いする" in page, _state(made)) == (True, State.HELD)


def test_a_place_that_is_held_for_want_of_an_age_is_made_certain_by_one_press(client: PageClient) -> None:
    made = consents.held(factories.ShiftFactory.create(), _silent())
    client.force_login(made.person)
    shown = client.get(reverse("volunteers:assignment-detail", args=[made.code])).content.decode()
    assert "18歳以上です。参加を決める" in shown
    assert "参加が決まりました" in _post(client, "assignment-acceptance", made.code, made.person, **ADULT)
    assert _state(made) == State.CONFIRMED


def test_a_place_that_was_held_is_made_certain_once_the_birthday_says_18(client: PageClient) -> None:
    made = consents.held(factories.ShiftFactory.create(), people.UserFactory.create())
    client.force_login(made.person)
    shown = client.get(reverse("volunteers:assignment-detail", args=[made.code])).content.decode()
    assert "保護者の方の同意は、いらなくなりました" in shown
    _post(client, "assignment-acceptance", made.code, made.person)
    assert _state(made) == State.CONFIRMED


def test_a_child_makes_no_held_place_certain_alone() -> None:
    made = consents.held(factories.ShiftFactory.create())
    with pytest.raises(errors.ConsentMissing):
        actions.accept(made, by=made.person, now=NOW, stated=["adult"])


def test_a_desk_writes_down_that_somebody_is_18(client: PageClient) -> None:
    shift, desk = events.event(), people.staff_of("kuji")
    person = people.UserFactory.create(
        email=None, date_of_birth=None, district=people.DistrictFactory.create(center_code="kuji")
    )
    client.force_login(desk)
    path = reverse("volunteers:shift-desk-applications", args=[shift.code])
    sheet = {"person": person.code, "party": "1", "agrees": "on", "message": "見本のことば"}
    refused = client.post(path, sheet)
    assert (refused.status_code, "見本のことば" in refused.content.decode()) == (422, True)
    client.post(path, {**sheet, **ADULT})
    assert models.Assignment.objects.get().stated == ["adult"]


# Parties -------------------------------------------------------------------------------------------------------------


def test_who_answers_for_a_party_says_their_age(client: PageClient) -> None:
    offer = offers.party_offer()
    accounts.User.objects.filter(pk=offer.person_id).update(date_of_birth=None)
    offer.person.refresh_from_db()
    made = offers.party_invited(factories.ShiftFactory.create(capacity=5), offer)
    refused = _post_refused(client, made)
    assert (refused, _state(made)) == (422, State.INVITED)
    _post(client, "party-invitation", made.code, offer.person, **COMING, **ADULT)
    fresh = models.Assignment.objects.get(pk=made.pk)
    assert (fresh.state, fresh.places, fresh.stated) == (State.CONFIRMED, 2, ["adult"])


def _post_refused(client: PageClient, made: models.Assignment) -> int:
    client.force_login(made.person)
    return client.post(reverse("volunteers:party-invitation", args=[made.code]), COMING).status_code


# The API -------------------------------------------------------------------------------------------------------------


def _api(person: accounts.User, name: str, code: str, body: dict[str, Any]) -> Any:  # noqa: ANN401
    client = APIClient()
    client.force_login(person)
    return client.post(reverse(f"api-volunteers:{name}", args=[code]), body, format="json")


def test_the_api_names_what_is_missing_and_takes_the_statement() -> None:
    shift, person = factories.ShiftFactory.create(), _silent()
    refused = _api(person, "shift-applications", shift.code, {})
    assert (refused.status_code, refused.json()["code"]) == (422, "majority_unconfirmed")
    done = _api(person, "shift-applications", shift.code, {"stated": ["adult"]})
    assert (done.status_code, done.json()["state"]) == (201, "confirmed")


def test_the_api_makes_a_place_certain_that_waits_for_an_age() -> None:
    made = consents.held(factories.ShiftFactory.create(), _silent())
    assert _api(made.person, "assignment-acceptance", made.code, {}).status_code == 409
    done = _api(made.person, "assignment-acceptance", made.code, {"stated": ["adult"]})
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")


def test_a_guardian_answers_for_somebody_of_no_known_age() -> None:
    made = consents.held(factories.ShiftFactory.create(), _silent())
    asked = actions.ask_guardian(made, scope="shift", channel="paper", by=made.person, now=NOW)
    guardian = actions.Guardian("見本 保護者", enums.Relation.PARENT)
    actions.answer_for_minor(queries.consents.token_of(asked), gives=True, guardian=guardian, now=NOW)
    assert _state(made) == State.CONFIRMED
