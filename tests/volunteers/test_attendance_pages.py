"""The pages of the day itself, without scripts: what people read, press and type."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import pages, qr
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client() -> PageClient:
    return PageClient()


@pytest.fixture
def shift() -> models.Shift:
    """A shift that began ten minutes ago."""
    return factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10), center_code="kuji")


@pytest.fixture
def organiser(client: PageClient, shift: models.Shift) -> accounts.User:
    manager = factories.manager_of(shift.request)
    client.force_login(manager)
    return manager


def at(name: str, code: str) -> str:
    return reverse(f"volunteers:{name}", args=[code])


def came(shift: models.Shift, **person: str) -> models.Assignment:
    place = factories.confirmed(shift, people.UserFactory.create(**person))
    factories.AttendanceFactory.create(assignment=place)
    return place


# At the venue --------------------------------------------------------------------------------------------------------


def test_the_page_at_the_venue_tells_who_is_expected_here_and_gone(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    came(shift, name="見本 来た")
    factories.confirmed(
        shift, people.UserFactory.create(name="見本 まだ", phone="000-1111-2222", email="mada@example.com")
    )
    answer = client.get(at("shift-reception", shift.code))
    words = pages.words(answer)
    assert [one for one in ("見本 来た", "見本 まだ") if one not in words] == []
    assert (
        pages.texts(answer, "strong", data_total="expected")
        == pages.texts(answer, "strong", data_total="here")
        == ["1"]
    )
    assert [one for one in (b"000-1111-2222", b"mada@example.com") if one in answer.content] == []
    assert datetime.fromisoformat(answer.headers["X-Kept-Until"]) == shift.ends_at + timedelta(hours=6)


def test_a_press_checks_in_and_out_and_comes_back_to_the_page(
    client: PageClient, shift: models.Shift, organiser: accounts.User, noon: time_machine.Traveller
) -> None:
    place = factories.confirmed(shift)
    for name, words in (
        ("assignment-check-in", "受付をしました"),
        ("assignment-check-out", "帰ったことを記録しました"),
    ):
        done = client.post(at(name, place.code), {"back": "reception"}, follow=True)
        assert (done.redirect_chain[-1][0], words in pages.words(done)) == (at("shift-reception", shift.code), True)
        noon.shift(timedelta(minutes=30))
    assert models.Attendance.objects.get().checked_out_at == NOW + timedelta(minutes=30)


def test_a_typed_number_checks_in_and_a_wrong_one_is_kept_to_be_mended(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    refused = client.post(at("shift-check-ins", shift.code), {"code": "ＺＺＺ"})
    assert ("ＺＺＺ" in refused.content.decode(), "名簿に見つかりません" in pages.words(refused)) == (True, True)
    client.post(at("shift-check-ins", shift.code), {"code": place.person.code.removeprefix("u-").lower()})
    assert models.Attendance.objects.get().method == "code"


def test_the_worker_answers_only_for_pages_of_shifts(client: PageClient) -> None:
    answer = client.get(reverse("volunteers:reception-worker"))
    assert (answer.headers["Service-Worker-Allowed"], answer.headers["Content-Type"]) == (
        "/shifts/",
        "text/javascript; charset=utf-8",
    )
    assert b"addEventListener" in answer.content


def test_a_called_off_shift_checks_nobody_in(client: PageClient, organiser: accounts.User, shift: models.Shift) -> None:
    ahead = factories.ShiftFactory.create(request=shift.request, starts_at=NOW + timedelta(minutes=30))
    actions.call_off_shift(ahead, by=organiser, reason="雷のため", now=NOW)
    words = pages.words(client.get(at("shift-reception", ahead.code)))
    assert ("この活動は中止になりました" in words, "受付カード" in words) == (True, False)


def test_who_leaves_and_comes_back_reads_the_same_code(client: PageClient, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    client.force_login(place.person)
    address = at("check-in", queries.check_ins.code_of(shift, now=NOW))
    client.post(address)
    assert "帰る時刻を記録する" in pages.words(client.get(address))
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False):
        assert "お疲れさまでした" in pages.words(client.post(address, {"leaves": "1"}, follow=True))
    with time_machine.travel(NOW + timedelta(seconds=40), tick=False):
        assert "戻ってきたときは" in pages.words(client.get(address))
        client.post(address)
    assert models.Stay.objects.count() == 2


# Cards ---------------------------------------------------------------------------------------------------------------


def test_a_card_shows_a_code_that_a_camera_reads_and_the_number_in_letters(client: PageClient) -> None:
    person = people.UserFactory.create()
    client.force_login(person)
    answer = client.get(reverse("volunteers:reception-card"))
    token = queries.check_ins.card_of(person, now=NOW)
    number = person.code.removeprefix("u-")
    assert qr.read(answer.content.decode()).endswith(at("card", token))
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in pages.words(answer)
    assert b'http-equiv="refresh" content="30"' in answer.content


def test_htmx_draws_the_card_alone(client: PageClient) -> None:
    client.force_login(people.UserFactory.create())
    answer = client.get(reverse("volunteers:reception-card"), headers={"HX-Request": "true"})
    assert (b"<h1" in answer.content, b"qr-card" in answer.content) == (False, True)


def test_an_organisers_camera_reads_a_card_and_one_press_checks_in(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    address = at("card", queries.check_ins.card_of(place.person, now=NOW))
    assert place.person.name in pages.words(client.get(address))
    assert models.Attendance.objects.count() == 0
    client.post(address, {"place": place.code})
    assert models.Attendance.objects.get().method == "card"


def test_a_card_says_nothing_of_its_holder_to_others(client: PageClient, shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    client.force_login(factories.manager_of(factories.RequestFactory.create()))
    answer = client.get(at("card", queries.check_ins.card_of(place.person, now=NOW)))
    assert ("見つかりません" in pages.words(answer), place.person.name in answer.content.decode()) == (True, False)


def test_a_photo_of_a_card_is_refused_by_words(client: PageClient, organiser: accounts.User) -> None:
    token = queries.check_ins.card_of(people.UserFactory.create(), now=NOW - timedelta(minutes=5))
    answer = client.get(at("card", token))
    assert (answer.status_code, "新しく表示したカード" in pages.words(answer)) == (410, True)


# What is written -----------------------------------------------------------------------------------------------------


def test_times_are_put_right_and_both_sides_read_what_was(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = came(shift)
    address = at("assignment-attendance", place.code)
    assert 'value="11:50"' in client.get(address).content.decode()
    look = common.AuditEntry.objects.get(kind="look", subject_code=place.code)
    assert (look.action, look.about_code, look.actor_code) == (
        "volunteers.attendance",
        place.person.code,
        organiser.code,
    )
    sent = {"came_1": "12:00", "left_1": "", "break_minutes": "１５", "reason": "休憩を書き忘れた"}
    done = client.post(address, sent, follow=True)
    told = ["11:50〜 120分 → 12:00〜（休憩15分） 105分", "休憩を書き忘れた"]
    assert [words for words in told if words not in pages.words(done)] == []
    client.force_login(place.person)
    own = pages.words(client.get(at("assignment-detail", place.code)))
    assert [words for words in told if words not in own] == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"came_1": "12:00", "reason": ""}, "直す理由"),
        ({"came_1": "", "reason": "訂正"}, "来た時刻を入力してください"),
        ({"came_1": "12:00", "came_2": "12:30", "reason": "訂正"}, "その前に帰った時刻を入力してください"),
        ({"came_1": "12:00", "left_2": "12:30", "reason": "訂正"}, "来た時刻も入力してください"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    client: PageClient, shift: models.Shift, organiser: accounts.User, sent: dict[str, str], words: str
) -> None:
    place = came(shift)
    refused = client.post(at("assignment-attendance", place.code), sent)
    assert words in pages.words(refused)
    assert [value for value in sent.values() if value and value not in refused.content.decode()] == []


def test_a_wrong_clock_is_shown_to_the_organiser(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place, slow = factories.confirmed(shift), timedelta(minutes=30)
    told = actions.EventLine(uuid.uuid4(), enums.EventKind.CHECK_IN, enums.CheckInMethod.NAME, NOW - slow, place.code)
    actions.take_events(shift, [told], by=organiser, now=NOW, sent_at=NOW - slow)
    assert "端末の時計は11:30でした" in pages.words(client.get(at("assignment-attendance", place.code)))


def test_a_mistaken_check_in_is_crossed_out_with_a_reason(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = came(shift)
    address = at("assignment-check-in-withdrawal", place.code)
    assert "別の方とまちがえて" in pages.words(client.get(address))
    done = client.post(address, {"reason": "別の方とまちがえた"}, follow=True)
    assert ("受付を取り消しました" in pages.words(done), "受付する" in pages.words(done)) == (True, True)


def test_the_desk_of_the_center_puts_times_right_too(client: PageClient, shift: models.Shift) -> None:
    place = came(shift)
    client.force_login(people.staff_of("kuji"))
    client.post(at("assignment-attendance", place.code), {"came_1": "12:00", "break_minutes": "", "reason": "訂正"})
    assert models.AttendanceChange.objects.get().reason == "訂正"


# Not having come -----------------------------------------------------------------------------------------------------


def test_a_no_show_says_first_what_it_serves_for(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    address = at("assignment-no-show", place.code)
    words = pages.words(client.get(address))
    assert [one for one in ("ポイントは減らず", "ほかの団体には見えません") if one not in words] == []
    assert "来られなかった" in pages.words(client.post(address, follow=True))


def test_several_who_did_not_come_are_ticked_on_one_page(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    one, two, late, here = *(factories.confirmed(shift) for _ in range(3)), came(shift)
    address = at("shift-no-shows", shift.code)
    page = client.get(address)
    boxes = set(re.findall(r'name="assignments" value="([^"]+)"', page.content.decode()))
    assert (boxes, " checked" in page.content.decode()) == ({one.code, two.code, late.code}, False)
    assert (here.person.name in pages.words(page), "ポイントは減らず" in pages.words(page)) == (False, True)
    assert "1人以上選んでください" in pages.words(client.post(address, {}))
    done = client.post(address, {"assignments": [one.code, two.code]}, follow=True)
    assert "2人が来られなかったことを記録しました" in pages.words(done)
    assert {row.assignment_id for row in models.NoShow.objects.filter(recorded_by=organiser)} == {one.pk, two.pk}


def test_who_is_checked_in_meanwhile_is_not_ticked_any_more_and_the_page_says_so(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    missing, here = factories.confirmed(shift), came(shift)
    answer = client.post(at("shift-no-shows", shift.code), {"assignments": [missing.code, here.code]})
    assert "もう受付や記録の済んだ方がいます" in pages.words(answer)
    assert re.search(rf'value="{missing.code}"[^>]*checked', answer.content.decode())
    assert not models.NoShow.objects.exists()


def test_before_the_start_nobody_is_missing_yet(client: PageClient, shift: models.Shift) -> None:
    ahead = factories.ShiftFactory.create(request=shift.request, days=2)
    factories.confirmed(ahead)
    client.force_login(factories.manager_of(shift.request))
    page = client.get(at("shift-no-shows", ahead.code))
    assert ("活動が始まってから2週間" in pages.words(page), "checkbox" in page.content.decode()) == (True, False)
    assert client.post(at("shift-no-shows", ahead.code), {"assignments": []}).status_code == 200


def test_the_person_reads_the_record_and_objects_in_a_sentence(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    actions.record_no_show(place, by=organiser, now=NOW)
    client.force_login(place.person)
    assert "不利になることはありません" in pages.words(client.get(at("assignment-detail", place.code)))
    assert "団体に伝えること" in pages.words(client.post(at("assignment-objection", place.code), {"words": ""}))
    done = client.post(at("assignment-objection", place.code), {"words": "裏口から入りました"}, follow=True)
    assert "もう何にも使われません" in pages.words(done)
    client.force_login(organiser)
    assert "裏口から入りました" in pages.words(client.get(at("shift-roster", shift.code)))
    undone = client.post(at("assignment-no-show-withdrawal", place.code), {"reason": "確かめました"}, follow=True)
    assert "来られなかったという記録を取り消しました" in pages.words(undone)


def test_the_roster_tells_how_many_of_the_reserve_to_expect(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    past = factories.ShiftFactory.create(request=shift.request, days=-3, capacity=10)
    for number, place in enumerate([factories.confirmed(past) for _ in range(10)]):
        if number < 2:
            actions.record_no_show(place, by=organiser, now=NOW)
    ahead = factories.ShiftFactory.create(request=shift.request, days=2, reserve=2)
    for _ in range(5):
        factories.confirmed(ahead)
    words = pages.words(client.get(at("shift-roster", ahead.code)))
    assert "10人のうち2人が来られませんでした。今回は1人ほどを見こんで、補欠（2人）" in words


# Paper ---------------------------------------------------------------------------------------------------------------


def test_what_was_ticked_on_paper_comes_back_by_typing(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    one, two, absent = (factories.confirmed(shift) for _ in range(3))
    sent = {"reason": "紙", f"{one.code}-came": "on", f"{two.code}-came": "on"}
    sent |= {f"{two.code}-came_at": "12:00", f"{two.code}-left_at": "13:00", f"{two.code}-break_minutes": "５"}
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        done = client.post(at("shift-sheet", shift.code), sent, follow=True)
    assert "2人の記録を書き込みました" in pages.words(done)
    minutes = models.Attendance.objects.order_by("assignment_id").values_list("proposed_minutes", flat=True)
    assert (list(minutes), hasattr(absent, "attendance")) == ([120, 65], False)


def test_times_without_a_tick_are_asked_about(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    refused = client.post(at("shift-sheet", shift.code), {"reason": "紙", f"{place.code}-came_at": "12:00"})
    assert "「来た」に印を付けてください" in pages.words(refused)
    assert 'value="12:00"' in refused.content.decode()


# Hours ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ended(noon: time_machine.Traveller, shift: models.Shift) -> models.Shift:
    """The shift, now that it is over."""
    noon.move_to(shift.ends_at)
    return shift


def test_hours_of_several_shifts_are_approved_on_one_page_with_exceptions(
    client: PageClient, ended: models.Shift, organiser: accounts.User
) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    other = factories.ShiftFactory.create(request=ended.request, days=-1)
    full, less, later = came(ended), came(other), came(other)
    sent = {f"{full.code}-chosen": "on", f"{full.code}-minutes": "120"}
    sent |= {f"{less.code}-chosen": "on", f"{less.code}-minutes": "６０", f"{less.code}-reason": "早く終わった"}
    sent |= {f"{later.code}-minutes": "120"}
    done = client.post(reverse("volunteers:hours"), sent, follow=True)
    assert "2件の活動時間を認定し、合わせて30ポイントが付きました" in pages.words(done)
    assert (later.person.name in pages.words(done), full.person.name in pages.words(done)) == (True, False)


def test_a_look_at_the_hours_of_several_shifts_is_recorded_at_each_person(
    client: PageClient, ended: models.Shift, organiser: accounts.User
) -> None:
    one, other = came(ended), came(factories.ShiftFactory.create(request=ended.request, days=-1))
    client.get(reverse("volunteers:hours"))
    looks = common.AuditEntry.objects.filter(kind="look", actor_code=organiser.code)
    assert set(looks.values_list("action", "about_code", "subject_code")) == {
        ("volunteers.roster", place.person.code, place.shift.code) for place in (one, other)
    }
    device = APIClient()
    device.force_login(organiser)
    device.get(reverse("api-volunteers:hours"), {"page_size": 1})
    assert (looks.count(), looks.filter(about_code=other.person.code).count()) == (3, 2)


def test_other_minutes_without_a_reason_are_sent_back(
    client: PageClient, ended: models.Shift, organiser: accounts.User
) -> None:
    place = came(ended)
    sent = {f"{place.code}-chosen": "on", f"{place.code}-minutes": "60"}
    refused = client.post(reverse("volunteers:hours"), sent)
    assert "時間を直したときは、理由を書いてください" in pages.words(refused)
    assert re.search(rf'name="{place.code}-minutes"[^>]*value="60"', refused.content.decode())


def test_nobody_chosen_is_said_and_own_hours_are_not_there(
    client: PageClient, ended: models.Shift, organiser: accounts.User
) -> None:
    place = came(ended)
    own = factories.confirmed(ended, organiser)
    factories.AttendanceFactory.create(assignment=own)
    refused = client.post(reverse("volunteers:hours"), {f"{place.code}-minutes": "120"})
    assert ("1人以上選んでください" in pages.words(refused), own.code in refused.content.decode()) == (True, False)


def test_a_person_tells_their_own_hours_and_the_roster_shows_them(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = came(shift)
    client.force_login(place.person)
    refused = client.post(at("assignment-own-hours", place.code), {"minutes": "０", "note": "片付けまで"})
    assert "片付けまで" in refused.content.decode()
    client.post(at("assignment-own-hours", place.code), {"minutes": "１５０", "note": "片付けまで"})
    client.force_login(organiser)
    assert "本人の申告：150分「片付けまで」" in pages.words(client.get(at("shift-roster", shift.code)))


def test_who_is_still_there_is_not_ticked_for_approval_and_the_roster_says_why(
    client: PageClient, shift: models.Shift, organiser: accounts.User, noon: time_machine.Traveller
) -> None:
    place, url = came(shift), at("shift-roster", shift.code)
    tick = re.compile(rf'value="{place.code}" form="hours" checked')
    during = client.get(url)
    assert (bool(tick.search(during.content.decode())), "まだ活動中です" in pages.words(during)) == (False, True)
    noon.move_to(shift.ends_at)
    after = client.get(url)
    assert (bool(tick.search(after.content.decode())), "まだ活動中です" in pages.words(after)) == (True, False)


# Parties -------------------------------------------------------------------------------------------------------------


def party_that_came(shift: models.Shift) -> models.Assignment:
    """A group of four that was checked in, by its contact's name."""
    place = factories.confirmed(shift, people.UserFactory.create(name="見本 代表"))
    group = people.GroupFactory.create(representative=place.person)
    offers.party_of(place, group)
    factories.AttendanceFactory.create(assignment=place)
    return place


def test_of_a_party_the_people_are_counted_before_its_hours_are_approved(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = party_that_came(shift)
    assert "人数を記録すると、認定できます" in pages.words(client.get(at("shift-roster", shift.code)))
    assert place.code not in client.get(reverse("volunteers:hours")).content.decode()
    address = at("assignment-headcount", place.code)
    assert "来た人数" in pages.words(client.get(address))
    refused = client.post(address, {"present": "0", "contact_came": "on"})
    assert (refused.status_code, models.Party.objects.get().present) == (200, None)
    done = client.post(address, {"present": "3", "contact_came": "on"}, follow=True)
    assert "から3人が来たと記録しました" in pages.words(done)
    client.post(at("shift-hours", shift.code), {"assignments": [place.code]})
    assert models.Attendance.objects.get(assignment=place).is_approved
    client.force_login(place.person)
    party = models.Party.objects.get().group
    assert party is not None
    words = pages.words(client.get(at("party-hours", party.code)))
    assert "1回、のべ3人" in words


def test_somebody_who_came_alone_has_no_count(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    assert client.get(at("assignment-headcount", came(shift).code)).status_code == 404
