from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from points import actions, errors, models, queries
from points.actions import households
from tests.factories import accounts, earning, tills
from tests.factories import points as factories
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY


def test_two_people_confirm_one_another_by_a_word() -> None:
    mother, child = accounts.UserFactory.create(), accounts.UserFactory.create()
    asked = actions.invite_to_household(person=mother, now=NOW)
    actions.enter_household_word(f" {asked.word.lower()} ", person=child, now=NOW)
    assert queries.household_of(child.code, TODAY) is None
    actions.answer_household_word(asked.word, confirm=True, person=mother, now=NOW)
    household = queries.household_of(child.code, TODAY)
    assert household is not None
    members = queries.members_of(household, TODAY)
    assert [(one.person_code, one.confirmed_by_code) for one in members] == [
        (mother.code, ""),
        (child.code, mother.code),
    ]


def test_somebody_who_picked_the_word_up_is_turned_away() -> None:
    mother, stranger = accounts.UserFactory.create(), accounts.UserFactory.create()
    asked = actions.invite_to_household(person=mother, now=NOW)
    actions.enter_household_word(asked.word, person=stranger, now=NOW)
    actions.answer_household_word(asked.word, confirm=False, person=mother, now=NOW)
    assert queries.household_of(stranger.code, TODAY) is None
    with pytest.raises(errors.NothingToConfirm):
        actions.answer_household_word(asked.word, confirm=True, person=mother, now=NOW)


def test_a_word_works_once_for_a_day_and_not_for_its_maker() -> None:
    mother, child, other = (accounts.UserFactory.create() for _ in range(3))
    asked = actions.invite_to_household(person=mother, now=NOW)
    with pytest.raises(errors.HouseholdWordUnknown):
        actions.enter_household_word(asked.word, person=mother, now=NOW)
    with pytest.raises(errors.HouseholdWordUnknown):
        actions.enter_household_word(asked.word, person=child, now=NOW + timedelta(days=1))
    actions.enter_household_word(asked.word, person=child, now=NOW)
    with pytest.raises(errors.HouseholdWordUnknown):
        actions.enter_household_word(asked.word, person=other, now=NOW)
    with pytest.raises(errors.NothingToConfirm):
        actions.answer_household_word(asked.word, confirm=True, person=other, now=NOW)


def test_who_is_not_answered_within_the_day_enters_another_word(client: PageClient) -> None:
    mother, child, later = accounts.UserFactory.create(), accounts.UserFactory.create(), NOW + timedelta(days=2)
    first = actions.invite_to_household(person=mother, now=NOW)
    actions.enter_household_word(first.word, person=child, now=NOW)
    client.force_login(child)
    with time_machine.travel(later):
        assert 'name="word"' in client.get(reverse("points:household")).content.decode()
    second = actions.invite_to_household(person=mother, now=later)
    actions.enter_household_word(second.word, person=child, now=later)
    with pytest.raises(errors.NothingToConfirm):
        actions.answer_household_word(first.word, confirm=True, person=mother, now=later)
    actions.answer_household_word(second.word, confirm=True, person=mother, now=later)
    assert queries.household_of(child.code, later.date()) is not None


def test_words_are_not_guessed() -> None:
    member, stranger = accounts.UserFactory.create_batch(2)
    asked = actions.invite_to_household(person=member, now=NOW)
    for _ in range(30):
        with pytest.raises(errors.HouseholdWordUnknown):
            actions.enter_household_word("ZZZZZZZZ", person=stranger, now=NOW)
    with pytest.raises(errors.perks.CodeTriesTooMany):
        actions.enter_household_word(asked.word, person=stranger, now=NOW)


def test_a_person_is_in_one_household() -> None:
    one, two, three = (accounts.UserFactory.create() for _ in range(3))
    earning.live_together(one, two)
    asked = actions.invite_to_household(person=three, now=NOW)
    with pytest.raises(errors.InHouseholdAlready):
        actions.enter_household_word(asked.word, person=two, now=NOW)


def test_who_leaves_counts_until_the_fiscal_year_is_over() -> None:
    one, two, three = (accounts.UserFactory.create() for _ in range(3))
    earning.live_together(one, two)
    assert actions.leave_household(person=two, now=NOW).during.upper == date(2027, 4, 1)
    asked = actions.invite_to_household(person=three, now=NOW)
    with pytest.raises(errors.InHouseholdAlready) as refused:
        actions.enter_household_word(asked.word, person=two, now=NOW)
    assert "2027年3月31日 までは今の世帯で数えます" in refused.value.sentence
    assert queries.household_of(two.code, date(2027, 4, 1)) is None
    with pytest.raises(errors.NotInHousehold):
        actions.leave_household(person=accounts.UserFactory.create(), now=NOW)


def test_a_household_has_room_for_twelve() -> None:
    people = [accounts.UserFactory.create() for _ in range(12)]
    earning.live_together(*people)
    with pytest.raises(errors.HouseholdFull):
        actions.invite_to_household(person=people[0], now=NOW)
    assert models.Household.objects.count() == 1


JOIN = (
    "INSERT INTO points_householdmember (household_id, person_code, during, confirmed_by_code)"
    " SELECT {household}, 'u-' || n, daterange('{starts}', NULL), '' FROM generate_series(1, {people}) n"
)


@pytest.mark.parametrize(
    ("people", "starts", "refused_by"),
    [
        (10, TODAY, ""),
        (11, TODAY, "points_household_size_is_kept"),
        (11, date(2027, 4, 1), "points_household_size_is_kept"),
    ],
)
def test_sql_puts_no_more_into_a_household_than_it_may_have(people: int, starts: date, refused_by: str) -> None:
    mother, child = accounts.UserFactory.create(), accounts.UserFactory.create()
    earning.live_together(mother, child)
    household = models.Household.objects.get()
    statement = JOIN.format(household=household.pk, starts=starts, people=people)
    assert (tills.refused_by_hand(statement), households.MOST) == (refused_by, 12)
