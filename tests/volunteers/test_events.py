"""Events on the board: parties, the window to apply, hosts, the desk, and no hours."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from points import queries as points
from tests.factories import accounts as people
from tests.factories import events as factories
from tests.factories import points as ledger
from tests.factories import volunteers
from tests.factories.volunteers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, permissions, queries, rules

pytestmark = pytest.mark.django_db
State = enums.AssignmentState


@pytest.fixture(autouse=True)
def _noon_of_a_friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _apply(shift: models.Shift, party: int = 1, person: accounts.User | None = None) -> models.Assignment:
    person = person or people.UserFactory.create()
    shift = models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)
    return actions.apply_for_shift(shift, person=person, by=person, now=NOW, party=party)


def _taken(shift: models.Shift) -> int:
    return models.Shift.objects.get(pk=shift.pk).taken


def _state(assignment: models.Assignment) -> str:
    return str(models.Assignment.objects.get(pk=assignment.pk).state)


# Parties --------------------------------------------------------------------------------------------------------------


def test_a_family_fills_as_many_places_as_come() -> None:
    shift = factories.event(capacity=5)
    made = _apply(shift, 3)
    assert (made.state, made.places, made.companions, _taken(shift)) == (State.CONFIRMED, 3, 2, 3)


def test_a_family_for_which_there_is_no_room_waits_in_line() -> None:
    shift = factories.event(capacity=5)
    _apply(shift, 3)
    made = _apply(shift, 3)
    assert (made.state, made.places, _taken(shift)) == (State.WAITING, 3, 3)


def test_a_family_that_withdraws_gives_all_its_places_back() -> None:
    shift = factories.event(capacity=4)
    family, other = _apply(shift, 4), _apply(shift, 4)
    actions.withdraw(family, by=family.person, now=NOW)
    assert (_state(other), _taken(shift)) == (State.OFFERED, 4)


@pytest.mark.parametrize("party", [0, 5])
def test_no_more_come_by_one_application_than_the_event_takes(party: int) -> None:
    with pytest.raises(errors.EventPartyTooLarge, match="4人まで"):
        _apply(factories.event(), party)


def test_nobody_brings_company_to_volunteering() -> None:
    with pytest.raises(errors.EventPartyTooLarge):
        _apply(volunteers.ShiftFactory.create(), 2)


def test_a_party_within_its_limit_is_kept_by_the_database() -> None:
    made = _apply(factories.event(capacity=9))
    with pytest.raises(IntegrityError, match="more people than the event takes"), transaction.atomic():
        models.Assignment.objects.filter(pk=made.pk).update(places=5)


def test_fewer_come_and_the_next_in_line_are_asked() -> None:
    shift = factories.event(capacity=4, days=20)
    family, pair = _apply(shift, 4), _apply(shift, 2)
    actions.change_party(family, party=2, by=family.person, now=NOW)
    assert (_state(pair), _taken(shift)) == (State.OFFERED, 4)


def test_more_come_only_while_there_is_room() -> None:
    shift = factories.event(capacity=4)
    family = _apply(shift, 2)
    assert actions.change_party(family, party=3, by=family.person, now=NOW).places == 3
    _apply(shift)
    with pytest.raises(errors.ShiftFull):
        actions.change_party(family, party=4, by=family.person, now=NOW)
    assert _taken(shift) == 4


def test_who_was_checked_in_changes_no_party() -> None:
    shift = factories.event(days=0, starts_at=NOW + timedelta(minutes=30))
    family = _apply(shift, 2)
    volunteers.AttendanceFactory.create(assignment=family)
    with pytest.raises(errors.CheckedInStays):
        actions.change_party(family, party=1, by=family.person, now=NOW)


# The window -----------------------------------------------------------------------------------------------------------


def test_nobody_applies_before_the_window_or_after_it() -> None:
    early = factories.event(request__opens_at=NOW + timedelta(days=1))
    late = factories.event(request__closes_at=NOW)
    with pytest.raises(errors.NotOpenYet, match="5月9日 12:00から"):
        _apply(early)
    with pytest.raises(errors.ClosedAlready, match="5月8日 12:00に締め切りました"):
        _apply(late)


def test_a_line_moves_on_after_the_window_has_closed() -> None:
    shift = factories.event(capacity=1, days=20)
    first, second = _apply(shift), _apply(shift)
    models.Request.objects.update(closes_at=NOW)
    actions.withdraw(first, by=first.person, now=NOW)
    assert _state(second) == State.OFFERED


def test_a_window_is_said_by_its_days() -> None:
    request = volunteers.RequestFactory.build(opens_at=NOW, closes_at=clock.start_of(TODAY))
    assert request.window_text == "5月8日から5月7日まで"


# No hours -------------------------------------------------------------------------------------------------------------


def test_taking_part_in_an_event_earns_by_its_own_rule_and_counts_no_hours() -> None:
    assert rules.events.claim("event", 120) == ("event", Decimal(1))
    assert rules.events.claim("activity", 120) == ("attendance", Decimal("2.000"))


def test_who_came_to_an_event_gets_its_points_once_however_long_it_was() -> None:
    ledger.rule("event", unit="time", per_unit=Decimal(0), per_time=7)
    ledger.rule("attendance", per_unit=Decimal(100))
    shift = factories.event(days=0)
    came = volunteers.AttendanceFactory.create(assignment=volunteers.confirmed(shift))
    approved = actions.approve_hours(
        came.assignment, by=volunteers.manager_of(shift.request), now=shift.ends_at + timedelta(hours=1)
    )
    balance = points.balance(came.assignment.person.code, now=shift.ends_at)
    assert (approved.points, balance.total) == (7, 7)


def test_who_came_to_an_event_is_confirmed_without_hours_or_points() -> None:
    shift = factories.event(days=0)
    came = volunteers.AttendanceFactory.create(assignment=volunteers.confirmed(shift))
    approved = actions.approve_hours(
        came.assignment, by=volunteers.manager_of(shift.request), now=shift.ends_at + timedelta(hours=1)
    )
    total = queries.assignments.total_of(came.assignment.person)
    assert (approved.is_approved, approved.points, total.minutes, total.points) == (True, 0, 0, 0)


def test_events_are_suggested_to_nobody_as_help() -> None:
    offer = volunteers.OfferFactory.create()
    factories.event()
    helped = volunteers.ShiftFactory.create()
    assert [one.shift for one in queries.matching.shift_suggestions(offer, now=NOW)] == [helped]


# The board and its words ----------------------------------------------------------------------------------------------


def test_the_board_shows_events_with_a_mark_and_by_themselves(client: PageClient) -> None:
    event, help_wanted = factories.event(), volunteers.ShiftFactory.create()
    both = client.get(reverse("volunteers:requests")).content.decode()
    alone = client.get(reverse("volunteers:requests"), {"purpose": "event"}).content.decode()
    assert [shift.request.title in both for shift in (event, help_wanted)] == [True, True]
    assert [shift.request.title in alone for shift in (event, help_wanted)] == [True, False]
    assert ('data-tone="info">イベント' in both, "<h1>イベントに参加する</h1>" in alone) == (True, True)


def test_the_api_tells_events_from_volunteering(client: PageClient) -> None:
    event = factories.event(request__fee_note="材料費300円")
    volunteers.ShiftFactory.create()
    (found,) = client.get("/api/v1/requests/", {"purpose": "event"}).json()["results"]
    assert (found["code"], found["purpose"], found["party_limit"]) == (event.request.code, "event", 4)
    assert found["fee_note"] == "材料費300円"


def test_a_resident_signs_a_family_up_in_the_words_of_an_event(client: PageClient) -> None:
    shift = factories.event(capacity=5, request__fee_note="材料費300円")
    client.force_login(people.UserFactory.create())
    path = reverse("volunteers:shift-applications", args=[shift.code])
    page = client.get(path).content.decode()
    done = client.post(path, {"party": "3", "message": ""}, follow=True).content.decode()
    assert ("申込みの確認" in page, "応募" in page.split("<main")[1], "材料費300円" in page) == (True, False, True)
    assert ("3人（ご本人を入れて）" in done, _taken(shift)) == (True, 3)


def test_too_many_people_are_refused_and_what_was_typed_stays(client: PageClient) -> None:
    shift = factories.event()
    client.force_login(people.UserFactory.create())
    page = client.post(reverse("volunteers:shift-applications", args=[shift.code]), {"party": "9", "message": "見本"})
    assert ('value="9"' in page.content.decode(), "見本" in page.content.decode(), _taken(shift)) == (True, True, 0)


def test_a_person_changes_how_many_come(client: PageClient) -> None:
    shift = factories.event(capacity=3)
    family = _apply(shift, 3)
    client.force_login(family.person)
    path = reverse("volunteers:assignment-party", args=[family.code])
    assert "今の申込みは3人です" in client.get(path).content.decode()
    assert client.post(path, {"party": "2"}).status_code == 302
    _apply(shift)
    refused = client.post(path, {"party": "3"})
    assert (refused.status_code, "定員に達しました" in refused.content.decode(), _taken(shift)) == (409, True, 3)


def test_an_app_signs_a_family_up_and_changes_it(client: PageClient) -> None:
    shift, person = factories.event(), people.UserFactory.create()
    header = people.bearer(person, "volunteers:write")
    json = "application/json"
    path = f"/api/v1/shifts/{shift.code}/applications/"
    made = client.post(path, {"party": 3}, content_type=json, headers=header).json()
    path = f"/api/v1/assignments/{made['code']}/party/"
    changed = client.put(path, {"party": 2}, content_type=json, headers=header).json()
    assert (made["places"], changed["places"], _taken(shift)) == (3, 2, 2)


def test_an_organiser_sees_how_many_come_and_no_names_of_theirs(client: PageClient) -> None:
    shift = factories.event()
    _apply(shift, 3)
    client.force_login(volunteers.manager_of(shift.request))
    page = client.get(reverse("volunteers:shift-roster", args=[shift.code])).content.decode()
    assert "ほか2人（あわせて3人）" in page


def test_mails_and_messages_of_an_event_speak_of_no_volunteering() -> None:
    shift = factories.event(request__policy=enums.Policy.ACCEPTANCE)
    manager = volunteers.manager_of(shift.request)
    made = _apply(shift)
    notices = [*made.person.notices.all(), *manager.notices.all()]
    assert [one.template for one in notices] == ["volunteers/applied", "volunteers/application"]
    assert ["応募" in one.subject + one.body + made.outcome for one in notices] == [False, False]
    assert notices[0].subject.startswith("申込みを受け付けました")


# Who posts ------------------------------------------------------------------------------------------------------------


def _sheet(organisation: accounts.Organisation, **more: str) -> dict[str, Any]:
    field = volunteers.FieldFactory.create()
    return {
        "organisation": organisation.code,
        "purpose": "event",
        "title": "見本まつり",
        "kind": "fixed",
        "field": field.code,
        "tasks": "みんなで歌います。",
        "meeting_point": "見本広場",
        "contact": "見本 係 000-0000-0000",
        "audience": "everyone",
        "policy": "first_come",
        "line_order": "arrival",
        "answer_hours": "24",
        "cutoff_hours": "12",
        "has_waiting_list": "on",
        "party_limit": "4",
        "fee_note": "材料費300円",
        "opens_at": "2026-05-09",
        "closes_at": "2026-05-10",
        "shifts-TOTAL_FORMS": "1",
        "shifts-INITIAL_FORMS": "0",
        "shifts-0-day": "2026-05-16",
        "shifts-0-starts_at": "10:00",
        "shifts-0-ends_at": "12:00",
        "shifts-0-place": "見本広場",
        "shifts-0-capacity": "30",
        **more,
    }


def test_a_center_posts_an_event_by_its_own_name(client: PageClient) -> None:
    organisation = factories.host("kuji").organisation
    client.force_login(people.staff_of("kuji"))
    client.post(reverse("volunteers:request-new"), _sheet(organisation))
    made = models.Request.objects.get()
    assert (made.status, made.purpose, made.party_limit, made.fee_note) == ("published", "event", 4, "材料費300円")
    assert made.window_text == "5月9日から5月10日まで"


def test_a_center_becomes_a_host_once(client: PageClient) -> None:
    desk = people.staff_of("kuji")
    seat = queries.hosts.Seat("kuji", "見本交流センター", None)
    made = {actions.become_host(seat, by=desk, now=NOW).pk for _ in range(2)}
    assert (len(made), models.Host.objects.get().organisation_id) == (1, made.pop())


def test_the_city_posts_by_its_name_and_nobody_else_does(client: PageClient) -> None:
    people.MunicipalityFactory.create()
    client.force_login(people.city_official())
    answer = client.post(reverse("volunteers:hosts"), {"center_code": ""})
    assert (answer.status_code, models.Host.objects.get().organisation.name) == (302, "見本市")
    client.force_login(people.UserFactory.create())
    assert [client.get(reverse("volunteers:hosts")).status_code, client.post("/hosts/", {}).status_code] == [404, 404]


def test_only_its_own_staff_run_what_a_center_posted() -> None:
    found = factories.hosted("kuji")
    mine, others = people.staff_of("kuji"), people.staff_of("suwa")
    assert [permissions.may_organise(one, found) for one in (mine, others)] == [True, False]
    assert list(queries.people.managers(found.organisation)) == [mine]
    assert list(queries.people.managed_organisations(mine)) == [found.organisation]
    assert not permissions.may_organise(people.city_official(), found)


def test_the_city_runs_what_it_posted() -> None:
    found, official = factories.hosted(""), people.city_official()
    assert [permissions.may_organise(one, found) for one in (official, people.staff_of("kuji"))] == [True, False]
    assert list(queries.people.managers(found.organisation)) == [official]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "flexible"}, "日時が決まっている"),
        ({"purpose": "activity"}, "イベントの参加者を募集するときだけ"),
        ({"closes_at": "2026-05-08"}, "受付を始める日以後"),
        ({"party_limit": "21"}, "20"),
    ],
)
def test_an_event_that_cannot_be_is_refused_by_words(client: PageClient, more: dict[str, str], words: str) -> None:
    organisation = people.OrganisationFactory.create()
    manager = people.OrganisationMemberFactory.create(organisation=organisation).user
    client.force_login(manager)
    page = client.post(reverse("volunteers:request-new"), _sheet(organisation, **more)).content.decode()
    assert (words in page, "見本まつり" in page, models.Request.objects.count()) == (True, True, 0)


# The desk -------------------------------------------------------------------------------------------------------------


def _known(center_code: str) -> accounts.User:
    district = people.DistrictFactory.create(center_code=center_code)
    return people.UserFactory.create(email=None, district=district)


def test_a_desk_applies_for_somebody_without_an_account(client: PageClient) -> None:
    shift, person, desk = factories.event(), _known("kuji"), people.staff_of("kuji")
    client.force_login(desk)
    path = reverse("volunteers:shift-desk-applications", args=[shift.code])
    sheet = {"person": person.code, "party": "2", "agrees": "on", "message": ""}
    done = client.post(path, sheet, follow=True).content.decode()
    made = models.Assignment.objects.get()
    assert (made.person, made.places, made.code in done) == (person, 2, True)


def test_a_desk_applies_for_its_own_people_alone_and_keeps_what_was_typed(client: PageClient) -> None:
    shift, stranger = factories.event(), people.UserFactory.create()
    client.force_login(people.staff_of("kuji"))
    path = reverse("volunteers:shift-desk-applications", args=[shift.code])
    sheet = {"person": stranger.code, "party": "2", "agrees": "on", "message": "見本のことば"}
    page = client.post(path, sheet).content.decode()
    assert ("この窓口の利用者ではありません" in page, "見本のことば" in page) == (True, True)
    assert models.Assignment.objects.count() == 0


def test_the_sheet_of_an_event_asks_for_no_help(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create(manager=(manager := people.UserFactory.create()))
    client.force_login(manager)
    address = reverse("volunteers:request-new")
    event, either = (client.get(f"{address}{query}").content.decode() for query in ("?purpose=event", ""))
    assert ("イベントの内容" in event, "開催の日時" in event, "してほしいこと" in event) == (True, True, False)
    assert "してほしいこと（イベントのときは、その内容）" in either
    refused = client.post(address, _sheet(organisation, tasks="")).content.decode()
    assert ("イベントの内容" in refused, "してほしいこと" in refused) == (True, False)


def test_a_published_event_is_rewritten_reviewed_and_told_of_in_its_own_words(client: PageClient) -> None:
    found = factories.event().request
    client.force_login(volunteers.manager_of(found))
    sheet = client.get(reverse("volunteers:request-changes", args=[found.code])).content.decode()
    assert ("イベントの内容" in sheet, "してほしいこと" in sheet) == (True, False)
    assert queries.changes.labels_of(found)["tasks"] == "イベントの内容"
    models.Request.objects.filter(pk=found.pk).update(status=enums.RequestStatus.IN_REVIEW, published_at=None)
    client.force_login(people.administrator())
    review = client.get(reverse("volunteers:request-review", args=[found.code])).content.decode()
    assert ("イベントの内容" in review, "してほしいこと" in review) == (True, False)
