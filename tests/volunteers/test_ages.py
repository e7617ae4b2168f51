"""Who tells another date of birth: places to come are held, given up or certain at once, and the person is told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.urls import reverse

from backend.accounts import actions as profiles
from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common_errors
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import consents
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import enums, models

pytestmark = pytest.mark.django_db
State = enums.AssignmentState
SIXTEEN = date(2010, 4, 1)
GROWN_UP = date(1980, 4, 1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    """Somebody who told no date of birth."""
    made: accounts.User = people.UserFactory.create(date_of_birth=None)
    return made


def _place(person: accounts.User, **fields: object) -> models.Assignment:
    """This function will give somebody a place who ticked that they are 18."""
    return factories.confirmed(factories.ShiftFactory.create(**fields), person, stated=["adult"])


def _commit() -> None:
    """This function will let the database look at what was written, as at the end of a transaction."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _tell(person: accounts.User, born: date) -> None:
    _commit()
    profiles.update_profile(person, by=person, now=NOW, date_of_birth=born)


def _state(place: models.Assignment) -> str:
    return models.Assignment.objects.get(pk=place.pk).state


def _told(person: accounts.User, template: str) -> int:
    return notices.Notice.objects.filter(user=person, template=f"volunteers/{template}").count()


def test_who_is_younger_than_they_ticked_has_the_place_held_and_is_told_at_once(person: accounts.User) -> None:
    place = _place(person)
    _tell(person, SIXTEEN)
    place.refresh_from_db()
    assert (place.state, place.answer_due_at) == (State.HELD, place.shift.starts_at - timedelta(hours=2))
    assert models.Shift.objects.get().taken == 1
    assert _told(person, "consent_by_age") == 1


def test_the_page_of_the_profile_does_so_and_shows_what_to_do(person: accounts.User) -> None:
    place, client = _place(person), PageClient()
    client.force_login(person)
    young = {f"date_of_birth_{part}": str(getattr(SIXTEEN, part)) for part in ("year", "month", "day")}
    sent = {"name": "見本 太郎", "furigana": "ミホン タロウ", "language": "ja", "lives_in_city": "on", **young}
    client.post(reverse("accounts:profile-changes"), sent)
    assert _state(place) == State.HELD
    own = client.get(reverse("volunteers:assignment-detail", args=[place.code])).content.decode()
    assert reverse("volunteers:consent-requests", args=[place.code]) in own


def test_whose_guardian_has_consented_keeps_the_place(person: accounts.User) -> None:
    place = _place(person)
    consents.given(person, shift=place.shift)
    _tell(person, SIXTEEN)
    assert (_state(place), _told(person, "consent_by_age")) == (State.CONFIRMED, 0)


def test_a_typing_mistake_put_right_makes_the_place_certain_again(person: accounts.User) -> None:
    place = _place(person)
    _tell(person, SIXTEEN)
    _tell(person, GROWN_UP)
    assert (_state(place), _told(person, "confirmed")) == (State.CONFIRMED, 1)


def test_each_of_several_places_is_held(person: accounts.User) -> None:
    places = [_place(person), _place(person, days=5)]
    _tell(person, SIXTEEN)
    assert [_state(one) for one in places] == [State.HELD, State.HELD]


def test_what_is_over_or_has_begun_stays(person: accounts.User) -> None:
    begun, over = _place(person, starts_at=NOW), _place(person, days=-1)
    early = factories.AttendanceFactory.create(
        assignment=_place(person, starts_at=NOW + timedelta(hours=3)), checked_in_at=NOW
    ).assignment
    _tell(person, SIXTEEN)
    assert [_state(one) for one in (begun, over, early)] == [State.CONFIRMED] * 3


def test_whose_age_a_request_does_not_take_gives_the_place_to_the_next(person: accounts.User) -> None:
    request = factories.RequestFactory.create(minimum_age=18)
    place = _place(person, request=request, capacity=1)
    following = factories.waiting(models.Shift.objects.get())
    _tell(person, SIXTEEN)
    assert (_state(place), _state(following)) == (State.WITHDRAWN, State.OFFERED)
    assert _told(person, "age_not_met") == 1


def test_another_name_changes_no_place(person: accounts.User) -> None:
    place = _place(person)
    profiles.update_profile(person, by=person, now=NOW, name="見本 改名")
    assert (_state(place), notices.Notice.objects.filter(user=person).count()) == (State.CONFIRMED, 0)


def test_the_database_takes_no_birthday_that_leaves_a_place_without_consent(person: accounts.User) -> None:
    ahead = clock.now() + timedelta(days=3650)  # the database reads its own clock
    _place(person, starts_at=ahead)
    _commit()
    accounts.User.objects.filter(pk=person.pk).update(date_of_birth=date(ahead.year - 10, 4, 1))
    with pytest.raises(IntegrityError) as refused:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert common_errors.constraint_of(refused.value) == "birth_leaves_no_place_without_consent"
