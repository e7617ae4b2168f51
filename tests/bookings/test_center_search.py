from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Func
from django.test.utils import CaptureQueriesContext

from backend.accounts import actions as people
from backend.accounts import enums
from backend.accounts import models as accounts
from backend.common import models as common
from bookings import models
from bookings.queries import desk_search, search_keys
from tests.bookings.test_center_desk import by_phone
from tests.factories import bookings as make
from tests.factories.accounts import DistrictFactory, GroupFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/desk/centers/kuji/search/"
OTHERS = """
SELECT indexrelid::regclass::text FROM pg_index
 WHERE indrelid = 'bookings_booking'::regclass AND NOT indisunique AND indexrelid::regclass::text <> %s
"""


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", name="和室A")


@pytest.fixture
def caller(room: models.Room) -> models.Booking:
    return by_phone(room, contact_name="見本 電話", contact_kana="ミホン デンワ", contact_phone="0294-22-0001")


@pytest.fixture
def person(room: models.Room) -> accounts.User:
    found = UserFactory.create(name="例示 花子", furigana="レイジ ハナコ", phone="090-0000-1234")
    make.BookingFactory.create(room=room, by=found, periods=("night",))
    return found


def found(room: models.Room, typed: str) -> desk_search.Found:
    return desk_search.search(room.center, typed, now=make.NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "見本",
        "見本電話",
        "見本　電話",
        "電話",
        "みほん",
        "ミホン",
        "ﾐﾎﾝ",
        "みほんで",
        "デン",
        "0294-22-0001",
        "0294220001",
        "０２９４ー２２ー０００１",
        "(0294) 22",
        "0001",
        "22-0001",
    ],
)
def test_a_caller_is_found_by_name_furigana_and_phone_however_typed(
    room: models.Room, caller: models.Booking, typed: str
) -> None:
    assert [booking.code for booking in found(room, typed).bookings] == [caller.code]


@pytest.mark.parametrize("typed", ["例示", "花子", "れいじ", "はなこ", "ﾊﾅ", "090 0000", "1234"])
def test_a_person_with_an_account_is_found_with_their_bookings(
    room: models.Room, caller: models.Booking, person: accounts.User, typed: str
) -> None:
    result = found(room, typed)
    assert [one.pk for one in result.people] == [person.pk]
    assert [booking.booked_by_id for booking in result.bookings] == [person.pk]


@pytest.mark.parametrize("typed", ["本", "でんわみ", "9999", "例", "ほん"])
def test_what_only_stands_in_the_middle_is_not_found(room: models.Room, caller: models.Booking, typed: str) -> None:
    assert found(room, typed).is_empty


def test_codes_are_found_in_any_width_and_case(
    room: models.Room, caller: models.Booking, person: accounts.User
) -> None:
    assert [one.pk for one in found(room, caller.code.upper()).bookings] == [caller.pk]
    wide = caller.code.replace("-", "－")
    assert [one.pk for one in found(room, f" {wide} ").bookings] == [caller.pk]
    by_person = found(room, person.code)
    assert ([one.pk for one in by_person.people], len(by_person.bookings)) == ([person.pk], 1)


def test_a_group_is_found_by_a_part_of_its_name_with_its_bookings(room: models.Room) -> None:
    group = GroupFactory.create(name="久慈みほん体操会", kana="クジミホンタイソウカイ")
    booking = by_phone(room, for_group=group, contact_name="例示 係")
    for typed in ("体操", "たいそう", group.code):
        result = found(room, typed)
        assert [one.pk for one in result.groups] == [group.pk]
        assert [one.pk for one in result.bookings] == [booking.pk]


def test_nobody_of_another_center_is_found(room: models.Room) -> None:
    elsewhere = make.RoomFactory.create(center__code="suwa")
    stranger = UserFactory.create(name="例示 遠方", phone="0294-99-0001")
    theirs = make.BookingFactory.create(room=elsewhere, by=stranger)
    called = by_phone(elsewhere, periods=["night"], contact_name="例示 電話", contact_phone="0294-99-0002")
    group = GroupFactory.create(name="例示の会", center_code="suwa")
    for typed in ("例示", "0294-99", theirs.code, called.code, stranger.code, group.code):
        assert found(room, typed).is_empty, typed


def test_somebody_of_the_district_is_found_before_their_first_booking(room: models.Room) -> None:
    neighbour = UserFactory.create(name="例示 近所", district=DistrictFactory.create(center_code="kuji"))
    assert [one.pk for one in found(room, "例示").people] == [neighbour.pk]


def test_a_short_number_is_asked_for_more_digits(room: models.Room, caller: models.Booking) -> None:
    assert (found(room, "029").kind, found(room, "029").is_empty) == ("short", True)


@pytest.fixture
def many(room: models.Room) -> list[models.Booking]:
    rooms = [make.RoomFactory.create(center=room.center) for _ in range(8)]
    return [
        by_phone(one, periods=[period], contact_name=f"見本 {number}郎")
        for number, one in enumerate(rooms)
        for period in ("morning", "afternoon", "night")
    ]


def test_a_long_result_is_cut_at_the_nearest_and_asks_to_narrow_it(
    client: PageClient, room: models.Room, many: list[models.Booking]
) -> None:
    result = found(room, "見本")
    assert (len(result.bookings), result.has_more) == (20, True)
    client.force_login(staff_of("kuji"))
    assert "ほかにもあります" in pages.words(client.get(URL, {"q": "見本"}))


def test_a_search_takes_few_queries_however_much_there_is(room: models.Room, many: list[models.Booking]) -> None:
    for typed in ("見本", "0294-00-0001"):
        with CaptureQueriesContext(connection) as captured:
            found(room, typed)
        assert len(captured) <= 6


def test_a_search_and_everybody_it_showed_are_recorded_but_not_the_words(
    client: PageClient, caller: models.Booking, person: accounts.User
) -> None:
    client.force_login(staff_of("kuji"))
    client.get(URL, {"q": "みほん"})
    client.get(URL, {"q": "はなこ"})
    entries = common.AuditEntry.objects.filter(action="bookings.desk_search").order_by("pk")
    seen = [(entry.kind, entry.about_code, entry.subject_code) for entry in entries]
    assert seen == [
        ("look", "", "kuji"),
        ("look", "", caller.code),
        ("look", "", "kuji"),
        ("look", person.code, ""),
    ]
    assert entries[0].detail == {"searched_by": "name", "shown": 1}


def test_the_page_leads_on_to_an_entry_for_who_was_found(client: PageClient, person: accounts.User) -> None:
    client.force_login(staff_of("kuji"))
    response = client.get(URL, {"q": "はなこ"})
    links = pages.links(response, "予約を入れる")
    assert links == [f"/desk/centers/kuji/proxy-bookings/new/?person={person.code}"]
    assert client.get(links[0]).status_code == 200


def test_the_same_key_is_made_here_and_in_the_database() -> None:
    hiragana = "".join(map(chr, range(0x3041, 0x3097)))
    odd = f"{hiragana} ﾐﾎﾝ　ｶﾞｷﾞ ＡＢｃ・ー 髙﨑 ㈱"
    with connection.cursor() as cursor:
        cursor.execute("SELECT bookings_search_key(%s), bookings_digits(%s)", [odd, "０２９４ー(22)-1"])
        assert cursor.fetchone() == (search_keys.key(odd), "0294221")


@pytest.mark.parametrize(
    ("key", "index"),
    [
        (search_keys.key_of("contact_name"), "name"),
        (search_keys.given_key_of("contact_name"), "given_name"),
        (search_keys.key_of("contact_kana"), "kana"),
        (search_keys.given_key_of("contact_kana"), "given_kana"),
        (search_keys.digits_of("contact_phone"), "phone"),
        (search_keys.last_digits_of("contact_phone"), "phone_end"),
    ],
)
def test_each_way_of_searching_stands_on_its_index_alone(room: models.Room, key: Func, index: str) -> None:
    contacts = models.Booking.objects.filter(center=room.center)
    for field in ("contact_name", "contact_kana", "contact_phone"):
        contacts = contacts.exclude(**{field: ""})
    with connection.cursor() as cursor:
        # So few rows are read faster in any other way, so that there must be no other.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(OTHERS, [f"booking_desk_{index}"])
        cursor.execute("; ".join(f"DROP INDEX {other}" for (other,) in cursor.fetchall()))
    plan = contacts.filter(search_keys.begins(key, "12")).explain()
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert f"booking_desk_{index} " in plan
    assert "~>=~ '12'" in condition
    assert "~<~" in condition


def test_somebody_known_by_a_look_at_their_code_is_found(room: models.Room) -> None:
    guest = UserFactory.create(name="例示 来客")
    assert found(room, "例示").is_empty
    people.make_known(guest, center_code="kuji", origin=enums.ContactOrigin.PRESENTED, now=make.NOW)
    assert [one.pk for one in found(room, "例示").people] == [guest.pk]


def test_the_nearest_bookings_come_first_whether_over_or_to_come(room: models.Room) -> None:
    near = by_phone(room)
    far = by_phone(room, date=make.DAY + timedelta(days=30))
    result = found(room, "見本")
    assert [one.pk for one in result.bookings] == [near.pk, far.pk]
    later = make.NOW + timedelta(days=20)
    assert [one.pk for one in desk_search.over(result.bookings, now=later)] == [near.pk]
    assert [one.pk for one in desk_search.coming(result.bookings, now=later)] == [far.pk]
