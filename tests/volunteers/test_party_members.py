"""People of a party who have an account: named by their number, asked, and then with a place of their own."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import errors as common_errors
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import consents, offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, queries
from volunteers.actions import party_members as act

pytestmark = pytest.mark.django_db
State = enums.MemberState


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def party() -> models.Assignment:
    """A group that comes with three people."""
    shift = factories.ShiftFactory.create(capacity=4)
    contact = people.UserFactory.create()
    place = factories.confirmed(shift, contact)
    offers.party_of(place, people.GroupFactory.create(representative=contact))
    shift.taken += 2
    shift.save()
    place.places = 3
    place.save()
    return queries.parties.detailed().get()


@pytest.fixture
def person() -> accounts.User:
    made: accounts.User = people.UserFactory.create(date_of_birth=date(1980, 4, 1))
    return made


def _named(party: models.Assignment, person: accounts.User) -> models.PartyMember:
    made = act.name_member(party, number=person.code, by=party.person, now=NOW)
    return queries.party_members.own(person, made.code)


def _agreed(party: models.Assignment, person: accounts.User) -> models.Assignment:
    made = act.agree_as_member(_named(party, person), by=person, now=NOW).place
    assert made is not None
    return made


def _state(member: models.PartyMember) -> str:
    return models.PartyMember.objects.get(pk=member.pk).state


def _told(template: str) -> list[notices.Notice]:
    return list(notices.Notice.objects.filter(template=f"volunteers/{template}").order_by("pk"))


def _look() -> None:
    """This function will let the database look at what was written, as at the end of a transaction."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _places() -> tuple[int, int]:
    """This function will give the places that are filled, and those of the party's contact."""
    return models.Shift.objects.get().taken, models.Assignment.objects.get(party__isnull=False).places


def test_who_is_named_is_asked_and_nothing_else_changes(party: models.Assignment, person: accounts.User) -> None:
    member = _named(party, person)
    assert (member.state, member.place, _places()) == (State.ASKED, None, (3, 3))
    assert notices.Notice.objects.get(user=person).template == "volunteers/party_member_asked"
    written = common.AuditEntry.objects.get(action="volunteers.name-member")
    assert (written.actor_code, written.about_code) == (party.person.code, person.code)


def test_who_agrees_has_one_of_the_places_as_their_own(party: models.Assignment, person: accounts.User) -> None:
    own = _agreed(party, person)
    _look()
    assert (own.state, own.person, own.places, _places()) == ("confirmed", person, 1, (3, 2))
    told = notices.Notice.objects.get(template="volunteers/party_member_agreed")
    assert (told.user, person.display_name in told.body) == (party.person, True)


def test_a_member_is_checked_in_and_earns_alone(party: models.Assignment, person: accounts.User) -> None:
    own, begun = _agreed(party, person), party.shift.starts_at
    actions.check_in(party.shift, person=person, method=enums.CheckInMethod.NAME, by=party.person, now=begun)
    approved = actions.approve_hours(own, by=party.person, now=begun + timedelta(hours=2))
    assert (approved.assignment_id, approved.is_approved) == (own.pk, True)
    assert not models.Attendance.objects.filter(assignment=party).exists()


def test_the_record_of_the_party_counts_who_came_by_themselves(party: models.Assignment, person: accounts.User) -> None:
    own, organiser = _agreed(party, person), factories.manager_of(party.shift.request)
    late = party.shift.starts_at + timedelta(hours=2)
    for who in (party.person, person):
        actions.check_in(party.shift, person=who, method=enums.CheckInMethod.NAME, by=organiser, now=late)
    actions.count_party(party, present=2, contact_came=True, by=organiser, now=late)
    for place in (party, own):
        actions.approve_hours(place, by=organiser, now=late)
    group = party.party.group
    assert group
    (record,) = queries.parties.records_of(group)
    assert (record.people, record.person_minutes) == (3, 3 * record.done[0].minutes)


def test_a_minor_has_the_place_held_for_the_guardian(party: models.Assignment) -> None:
    minor = consents.minor()
    assert _agreed(party, minor).state == "held"
    _look()
    assert _places() == (3, 2)


def test_who_has_a_place_at_that_time_is_not_let_in_twice(party: models.Assignment, person: accounts.User) -> None:
    factories.confirmed(factories.ShiftFactory.create(starts_at=party.shift.starts_at), person)
    with pytest.raises(errors.OverlappingShift):
        _agreed(party, person)
    assert models.PartyMember.objects.get().state == State.ASKED


def test_who_stands_to_the_shift_already_is_told_so(party: models.Assignment, person: accounts.User) -> None:
    factories.confirmed(party.shift, person)
    with pytest.raises(errors.AlreadyApplied):
        _agreed(party, person)


def test_nobody_is_named_twice_and_the_contact_not_at_all(party: models.Assignment, person: accounts.User) -> None:
    _named(party, person)
    for who in (person, party.person):
        with pytest.raises(errors.MemberNamedAlready):
            act.name_member(party, number=who.code, by=party.person, now=NOW)


def test_no_more_are_named_than_come(party: models.Assignment) -> None:
    for _ in range(2):
        _named(party, people.UserFactory.create())
    with pytest.raises(errors.NobodyLeftToName):
        _named(party, people.UserFactory.create())


def test_for_whom_a_smaller_party_has_no_place_is_told_and_asked_no_more(
    party: models.Assignment, person: accounts.User
) -> None:
    first, second = _named(party, person), _named(party, people.UserFactory.create())
    actions.parties.change_party(party, coming=2, by=party.person, now=NOW)
    assert [_state(one) for one in (first, second)] == [State.ASKED, State.DROPPED]
    assert [one.user for one in _told("party_member_dropped")] == [second.person]
    with pytest.raises(errors.MemberAnswered):
        act.agree_as_member(second, by=second.person, now=NOW)


def test_with_the_party_go_its_members_and_the_next_in_line_are_asked(
    party: models.Assignment, person: accounts.User
) -> None:
    own, asked = _agreed(party, person), _named(party, people.UserFactory.create())
    shift = models.Shift.objects.get()
    other = factories.confirmed(shift)
    line = [factories.waiting(shift) for _ in range(4)]
    actions.withdraw(party, by=party.person, now=NOW)
    _look()
    shift.refresh_from_db()
    states = {one.pk: one.state for one in models.Assignment.objects.all()}
    assert [states[one.pk] for one in (party, own, other)] == ["withdrawn", "withdrawn", "confirmed"]
    assert ([states[one.pk] for one in line], shift.taken) == (["offered"] * 3 + ["waiting"], 4)
    assert [one.user for one in _told("party_member_let_go")] == [person]
    assert (_state(asked), [one.user for one in _told("party_member_dropped")]) == (State.DROPPED, [asked.person])
    assert common.AuditEntry.objects.get(action="volunteers.leave-with-party").about_code == person.code


def test_a_minor_whose_place_was_held_loses_it_with_the_party(party: models.Assignment) -> None:
    own = _agreed(party, consents.minor())
    actions.withdraw(party, by=party.person, now=NOW)
    own.refresh_from_db()
    assert (own.state, models.Shift.objects.get().taken) == ("withdrawn", 0)


def test_who_was_checked_in_stays_when_the_party_is_heard_not_to_come(
    party: models.Assignment, person: accounts.User
) -> None:
    own, late = _agreed(party, person), _agreed(party, people.UserFactory.create(date_of_birth=date(1980, 4, 1)))
    begun, organiser = party.shift.starts_at, factories.manager_of(party.shift.request)
    actions.check_in(party.shift, person=person, method=enums.CheckInMethod.NAME, by=organiser, now=begun)
    actions.hear_withdrawal(party, said_by="self", reason="急用のため", by=organiser, now=begun)
    _look()
    own.refresh_from_db()
    late.refresh_from_db()
    assert (own.state, late.state, models.Shift.objects.get().taken) == ("confirmed", "withdrawn", 1)


def test_when_the_shift_is_called_off_members_and_those_who_were_asked_are_told(
    party: models.Assignment, person: accounts.User
) -> None:
    own, asked = _agreed(party, person), _named(party, people.UserFactory.create())
    actions.call_off_shift(party.shift, by=party.shift.request.posted_by, reason="荒天のため", now=NOW)
    _look()
    own.refresh_from_db()
    assert (own.state, _state(asked), models.Shift.objects.get().taken) == ("called_off", State.DROPPED, 0)
    assert {one.user for one in _told("called_off")} == {person, party.person}
    assert [one.user for one in _told("party_member_dropped")] == [asked.person]


def test_whom_the_party_lets_go_gives_the_place_back_to_it_and_is_told(
    party: models.Assignment, person: accounts.User
) -> None:
    own = _agreed(party, person)
    member = queries.party_members.own(person, models.PartyMember.objects.get().code)
    act.drop_member(member, by=party.person, now=NOW)
    _look()
    own.refresh_from_db()
    assert (own.state, _state(member), _places()) == ("withdrawn", State.DROPPED, (3, 3))
    assert [one.user for one in _told("party_member_let_go")] == [person]
    with pytest.raises(errors.MemberAnswered):
        act.drop_member(member, by=party.person, now=NOW)
    assert _named(party, person).state == State.ASKED


def test_a_party_smaller_than_its_members_lets_them_go_and_the_line_moves_on(
    party: models.Assignment, person: accounts.User
) -> None:
    _agreed(party, person)
    member = queries.party_members.own(person, models.PartyMember.objects.get().code)
    factories.confirmed(models.Shift.objects.get())
    following = factories.waiting(models.Shift.objects.get())
    act.drop_member(member, by=party.person, now=NOW)
    actions.parties.change_party(party, coming=1, by=party.person, now=NOW)
    following.refresh_from_db()
    assert (following.state, _places()) == ("offered", (3, 1))


def test_nobody_who_was_checked_in_is_let_go(party: models.Assignment, person: accounts.User) -> None:
    _agreed(party, person)
    member = queries.party_members.own(person, models.PartyMember.objects.get().code)
    early = party.shift.starts_at - timedelta(minutes=30)
    actions.check_in(party.shift, person=person, method=enums.CheckInMethod.NAME, by=party.person, now=early)
    with pytest.raises(errors.CheckedInStays):
        act.drop_member(member, by=party.person, now=early)


def test_an_answer_of_a_member_stands(party: models.Assignment, person: accounts.User) -> None:
    member = _named(party, person)
    act.decline_as_member(member, by=person, now=NOW)
    for again in (act.decline_as_member, act.agree_as_member, act.drop_member):
        with pytest.raises(errors.MemberAnswered):
            again(member, by=person, now=NOW)
    assert _places() == (3, 3)


def test_with_its_members_a_party_brings_no_more_than_it_offered(
    party: models.Assignment, person: accounts.User
) -> None:
    _agreed(party, person)
    with pytest.raises(errors.PartySizeUnclear, match="3人"):
        actions.parties.change_party(party, coming=4, by=party.person, now=NOW)


def test_the_database_counts_members_among_the_party(party: models.Assignment, person: accounts.User) -> None:
    _agreed(party, person)
    with pytest.raises(IntegrityError) as refused:
        models.Assignment.objects.filter(pk=party.pk).update(places=4)
    assert common_errors.constraint_of(refused.value) == "assignment_party_within_limit"


def test_a_members_place_is_their_own_in_the_database(party: models.Assignment, person: accounts.User) -> None:
    stranger = factories.confirmed(factories.ShiftFactory.create(days=9))
    models.PartyMember.objects.filter(pk=_named(party, person).pk).update(
        state=State.AGREED, answered_at=NOW, place=stranger
    )
    with pytest.raises(IntegrityError) as refused:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert common_errors.constraint_of(refused.value) == "party_member_has_their_own_place"


def test_who_withdraws_frees_the_place_for_the_line(party: models.Assignment, person: accounts.User) -> None:
    own, other = _agreed(party, person), factories.confirmed(models.Shift.objects.get())
    following = factories.waiting(models.Shift.objects.get())
    actions.withdraw(own, by=person, now=NOW)
    following.refresh_from_db()
    assert (following.state, other.is_confirmed, _places()) == ("offered", True, (4, 2))


# Doors ---------------------------------------------------------------------------------------------------------------


def test_the_pages_lead_from_the_number_to_the_place(party: models.Assignment, person: accounts.User) -> None:
    client = PageClient()
    client.force_login(party.person)
    path = reverse("volunteers:party-members", args=[party.code])
    assert path in client.get(reverse("volunteers:party-invitation", args=[party.code])).content.decode()
    asked = client.post(path, {"code": person.code}, follow=True).content.decode()
    assert ("お返事を待っています" in asked, person.display_name in asked) == (True, False)
    wrong = client.post(path, {"code": "zzzzzzzzz"}).content.decode()
    assert ("この番号の方は見つかりません" in wrong, 'value="zzzzzzzzz"' in wrong) == (True, True)
    client.force_login(person)
    own = reverse("volunteers:party-member", args=[models.PartyMember.objects.get().code])
    assert party.party.name in client.get(own).content.decode()
    assert "受付番号" in client.post(own, follow=True).content.decode()
    client.force_login(party.person)
    assert person.display_name in client.get(path).content.decode()


def test_a_party_takes_back_whom_it_named_by_mistake(party: models.Assignment, person: accounts.User) -> None:
    client, member = PageClient(), _named(party, person)
    client.force_login(party.person)
    path = reverse("volunteers:party-member-removal", args=[member.code])
    asks = client.get(path).content.decode()
    assert ("に登録した方への確認を取り下げます" in asks, person.display_name in asks) == (True, False)
    client.post(path)
    assert "この方の登録は、もうありません" in client.get(path).content.decode()
    client.force_login(person)
    page = client.get(reverse("volunteers:party-member", args=[member.code])).content.decode()
    assert "団体が登録を取り下げました" in page


def test_a_party_lets_go_who_has_agreed_by_the_page(party: models.Assignment, person: accounts.User) -> None:
    client, own = PageClient(), _agreed(party, person)
    client.force_login(party.person)
    path = reverse("volunteers:party-member-removal", args=[models.PartyMember.objects.get().code])
    members = reverse("volunteers:party-members", args=[party.code])
    assert f'href="{path}"' in client.get(members).content.decode()
    asks = client.get(path).content.decode()
    own.refresh_from_db()
    assert (f"{person.display_name}さんの参加がなくなり" in asks, own.state) == (True, "confirmed")
    done = client.post(path, follow=True).content.decode()
    own.refresh_from_db()
    assert ("取り下げました" in done, person.display_name in done, own.state) == (True, False, "withdrawn")


def test_who_is_named_says_no(party: models.Assignment, person: accounts.User) -> None:
    client, member = PageClient(), _named(party, person)
    client.force_login(person)
    client.post(reverse("volunteers:party-member-refusal", args=[member.code]))
    member.refresh_from_db()
    assert (member.state, _places()) == (State.DECLINED, (3, 3))


def test_a_program_names_lists_and_answers(party: models.Assignment, person: accounts.User) -> None:
    device = APIClient()
    device.force_login(party.person)
    members = reverse("api-volunteers:party-members", args=[party.code])
    sent = [device.post(members, {"who": person.code}, format="json", HTTP_IDEMPOTENCY_KEY="one") for _ in range(2)]
    assert [one.status_code for one in sent] == [201, 201]
    code = sent[0].json()["code"]
    assert device.get(members).json() == [{"code": code, "state": "asked", "name": ""}]
    device.force_login(person)
    answer = device.post(reverse("api-volunteers:party-member-acceptance", args=[code]), {}, format="json")
    own = models.Assignment.objects.get(person=person)
    assert answer.json() == {"code": code, "state": "agreed", "assignment": own.code}
    device.force_login(party.person)
    assert device.get(members).json()[0]["name"] == person.display_name
