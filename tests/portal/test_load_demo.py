"""The demo: what is told of Hitachi is what public pages tell, and everybody in it is made up."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from backend.accounts import models as accounts
from backend.portal.management.commands._demo import bookings_desk, people, places, slip_returns, volunteer_lines
from bookings import models, rules
from bookings.queries import availability, calendars, claims
from points import models as points
from tests.support import pages
from tests.support.client import PageClient
from volunteers import models as volunteers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
OURS = ("accounts", "bookings", "volunteers", "points", "notices", "common")
REAL = {"namekawa", "kuji", "suwa"}


@pytest.fixture(autouse=True, scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ANN401 - pytest-django's
    """Loaded once, since it takes a second; each test's own changes are undone by its savepoint."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic(), quick:
        call_command("load_demo")
        yield
        transaction.set_rollback(True)


def _counts() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


def test_loading_twice_adds_nothing() -> None:
    before = _counts()
    call_command("load_demo")
    assert _counts() == before


def test_production_refuses_the_demo_unless_told(settings: pytest.FixtureRequest) -> None:
    settings.EMBEDDED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="--i-know"):
        call_command("load_demo")
    call_command("load_demo", i_know=True)


def test_there_are_23_centers_one_for_each_district_and_one_apart() -> None:
    served = models.Center.objects.exclude(district=None).order_by("position")
    assert [center.district.name for center in served if center.district] == list(people.DISTRICTS.values())
    assert served.count() == 23
    assert list(models.Center.objects.filter(district=None).values_list("code", flat=True)) == [places.UNNAMED]


def test_addresses_and_phones_are_told_only_where_they_are_known() -> None:
    known = models.Center.objects.exclude(address="", phone="").order_by("code")
    assert list(known.values_list("code", "address", "phone")) == [
        ("mizuki", "水木町2-23-20", "0294-52-3225"),
        ("nakakoji", "", "0294-22-6483"),
        ("yunawago", "鮎川町2-6-1", "0294-38-7531"),
    ]


def test_all_but_the_centers_with_published_rules_are_marked_as_unconfirmed() -> None:
    assert set(models.Center.objects.filter(is_provisional=False).values_list("code", flat=True)) == REAL
    sure = models.Room.objects.filter(is_provisional=False).order_by("code")
    assert list(sure.values_list("code", flat=True)) == [
        "kuji-washitsu-a",
        "kuji-washitsu-ab",
        "kuji-washitsu-b",
        "namekawa-taiikukan",
    ]


def test_rules_of_the_other_centers_say_that_they_are_unconfirmed() -> None:
    others = models.Center.objects.filter(is_provisional=True).exclude(district=None)
    for center in others.select_related("municipality"):
        own = [
            p for p in rules.paragraphs(calendars.rules_of_center(center, date=date(2026, 6, 1))) if p.kind != "bans"
        ]
        assert {paragraph.source for paragraph in own} == {places.PROVISIONAL}


def test_centers_whose_name_the_city_must_confirm_say_so() -> None:
    unsure = models.Center.objects.filter(note__contains="名称は、市の確認を受けるまで")
    assert set(unsure.values_list("code", flat=True)) == {"sakashita", "toyoura", "juo"}


def test_kujis_rooms_and_periods_are_the_published_ones() -> None:
    rooms = models.Room.objects.filter(center__code="kuji", is_provisional=False).order_by("position")
    assert [(room.name, room.capacity, room.note[:3], room.fee_yen) for room in rooms[:2]] == [
        ("和室A", 30, "18畳", None),
        ("和室B", 20, "15畳", None),
    ]
    assert (str(rooms[2].area_m2), rooms[2].spaces.count()) == ("73.00", 2)
    day = availability.room_day(rooms[0], date=date(2026, 5, 12), now=NOW)
    assert [f"{slot.starts:%H:%M}-{slot.ends:%H:%M}" for slot in day.slots] == [
        "09:00-12:30",
        "13:00-16:30",
        "17:00-20:50",
    ]


def test_a_coupon_can_reduce_the_fee_of_an_unconfirmed_room_at_kuji() -> None:
    room = models.Room.objects.get(code="kuji-kaigi")
    assert (room.fee_yen, room.is_provisional) == (300, True)


def test_the_weeks_to_come_have_bookings_and_room_for_more() -> None:
    assert models.Booking.objects.filter(state="approved").count() > 5
    assert models.Booking.objects.filter(state="tentative").count() > 0
    room = models.Room.objects.select_related("center").get(code="kuji-washitsu-a")
    assert availability.room_day(room, date=date(2026, 5, 12), now=NOW).has_free


def test_people_are_plainly_made_up_and_stand_at_a_reserved_address() -> None:
    # One of them has no mail: the desk reads the notices.
    emails = set(accounts.User.objects.filter(email__isnull=False).values_list("email", flat=True))
    assert emails == {person.email for person in people.PEOPLE}
    assert {email.partition("@")[2] for email in emails if email} == {"example.com"}
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people.PEOPLE)
    assert not accounts.User.objects.filter(email__isnull=False).exclude(identity_confirmed_at=NOW).exists()


def test_the_child_is_thirteen() -> None:
    child = accounts.User.objects.get(email=people.CHILD.email)
    assert child.age_on(date(2026, 5, 1)) == 13


@pytest.mark.parametrize("person", people.PEOPLE, ids=lambda person: person.email)
def test_everybody_can_sign_in_with_the_printed_password(client: PageClient, person: people.Person) -> None:
    response = client.post("/accounts/login/", {"login": person.email, "password": people.PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/my/")


def test_the_people_are_printed_with_the_password_and_what_to_try() -> None:
    out = io.StringIO()
    call_command("demo_people", stdout=out)
    lines = out.getvalue().splitlines()
    assert people.PASSWORD in lines[1]
    assert [line.split()[0] for line in lines[2:]] == [person.email for person in people.PEOPLE]


def test_without_the_demo_there_is_nobody_to_print() -> None:
    EmailAddress.objects.all().delete()
    accounts.User.objects.filter(email__endswith="@example.com").update(email=None)
    out = io.StringIO()
    call_command("demo_people", stdout=out)
    assert out.getvalue() == "デモの人はまだいません。先に manage.py load_demo を実行してください。\n"


PAGES = [
    "/",
    "/centers/",
    "/centers/kuji/",
    "/centers/kuji/week/",
    "/centers/kuji/rules/",
    "/centers/center-x/",
    "/rooms/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_of_room_booking_shows_the_demo(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_desk_of_the_demo_has_a_caller_with_a_slip_that_can_be_tried() -> None:
    claim = models.BookingClaim.objects.get()
    assert claim.code_hash == claims.digest(bookings_desk.CLAIM_CODE)
    assert bookings_desk.CLAIM_CODE in claim.booking.desk_notes.get().text


def test_two_people_stand_in_line_and_something_is_held_for_somebody_displaced() -> None:
    assert list(models.WaitingEntry.objects.order_by("pk").values_list("state", flat=True)) == ["waiting"] * 2
    displaced = models.Booking.objects.get(state="displaced")
    held = models.Booking.objects.filter(replaces=displaced, state="offered")
    assert (displaced.booked_by is not None, 1 <= held.count() <= 3) == (True, True)


def test_a_waiting_list_is_at_work() -> None:
    shift = volunteers.Shift.objects.get(request__title=volunteer_lines.TITLE)
    asked = shift.assignments.get(state="offered")
    assert (asked.person.email, shift.taken, [one.short_notice for one in shift.assignments.in_line()]) == (
        people.RESIDENT.email,
        1,
        [True],
    )


def test_equipment_is_provisional_lent_in_these_days_and_one_piece_is_out_of_use() -> None:
    assert {one.is_provisional for one in models.Equipment.objects.all()} == {True}
    lent = models.Loan.objects.order_by("equipment__name").values_list("equipment__name", "pieces", "state")
    assert list(lent) == [("プロジェクター", 1, "reserved"), ("刈払機", 1, "reserved")]
    withdrawn = models.EquipmentPiece.objects.get(withdrawn_at__isnull=False)
    assert (withdrawn.equipment.name, withdrawn.withdrawn_because) == ("刈払機", "刃の交換のため")


def test_a_party_of_the_demo_came_and_was_counted_and_is_asked_again() -> None:
    parties = volunteers.Party.objects.order_by("assignment__shift__starts_at", "pk")
    told = parties.values_list("assignment__state", "asked", "assignment__places", "present")
    assert list(told) == [("confirmed", 6, 6, 5), ("invited", 4, 4, None), ("confirmed", 4, 3, None)]


def test_of_two_members_of_a_party_one_has_agreed_and_one_is_asked() -> None:
    named = volunteers.PartyMember.objects.order_by("pk").values_list("person__email", "state")
    assert list(named) == [(people.NEIGHBOUR.email, "agreed"), (people.RESIDENT.email, "asked")]


def test_at_work_one_called_that_they_do_not_come_and_one_came_without_a_place() -> None:
    heard = volunteers.HeardWithdrawal.objects.get()
    came = volunteers.Attendance.objects.get(assignment__person__email=people.SHOP.email)
    assert (heard.assignment.person.email, heard.assignment.shift) == (people.EMPLOYEE.email, came.assignment.shift)


def test_the_words_of_a_minor_stand_where_the_guardian_said_so_alone() -> None:
    quotes = volunteers.Quote.objects.filter(feedback__by__email=people.CHILD.email).order_by("pk")
    consents = volunteers.QuoteConsent.objects.order_by("quote_id").values_list("state", flat=True)
    assert ([one.state for one in quotes], list(consents)) == (["given", "asked"], ["given", "asked"])
    story = quotes[0].story
    page = PageClient().get(f"/stories/{story.code}/").content.decode()
    assert (quotes[0].text in page, quotes[1].text in page, people.CHILD.name in page) == (True, False, False)


def test_slips_of_the_demo_stand_in_every_state_that_the_city_can_bring_them_to() -> None:
    slips = points.Slip.objects.filter(written_code=slip_returns.UNREAD).order_by("amount")
    told = [(slip.amount, slip.state, [one.state for one in slip.returns.all()]) for slip in slips]
    assert told == [
        (15, "case", []),
        (25, "refused", []),
        (35, "paid", []),
        (45, "paid", ["waiting"]),
        (55, "paid", ["refused"]),
        (65, "paid", ["returned"]),
    ]


def test_the_second_official_can_take_back_what_the_first_one_asked_for(client: PageClient) -> None:
    asked = points.SlipReturn.objects.get(state="waiting")
    client.force_login(accounts.User.objects.get(email=people.SECOND_ADMINISTRATOR.email))
    done = client.post(f"/desk/points/slip-cases/{asked.slip.code}/return/", {"approve": "1"}, follow=True)
    assert "取り戻し済み" in pages.words(done)
    client.force_login(accounts.User.objects.get(email=people.SHOP.email))
    shown = pages.words(client.get(f"/shops/{asked.slip.till.code}/slips/"))
    assert shown.count("市が支払いを取り戻し済み") == 2
    assert shown.count(f"に市が取り戻し {slip_returns.ASKED_BECAUSE}") == 2
