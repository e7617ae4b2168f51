"""A group's years: applied for, approved or refused, renewed, run out, ended; what is kept, and who is told when."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backend.accounts import actions, enums, errors, models, queries, tasks
from backend.common import clock
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts, bookings
from tests.support import client as clients

pytestmark = pytest.mark.django_db
NOW = accounts.NOW
UNTIL = date(2027, 3, 31)
FEBRUARY = datetime(2027, 2, 1, 0, 0, tzinfo=UTC)


def _registered(*, classes: tuple[str, ...] = (), **more: object) -> tuple[models.Group, models.User, models.User]:
    """This function will make a group registered until 31 March 2027, its representative and its desk."""
    center = bookings.CenterFactory.create(code="kuji")
    for code in classes:
        accounts.UserClassFactory.create(municipality=center.municipality, code=code, name=f"区分{code}")
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    group = accounts.GroupFactory.create(representative=person, pending=True, **more)
    actions.approve_group(group, by=staff, now=NOW, user_class=classes[0] if classes else "")
    group.refresh_from_db()
    return group, person, staff


def _renew(group: models.Group, person: models.User, now: datetime = FEBRUARY) -> models.GroupRegistration:
    staying = list(group.members.values_list("pk", flat=True))
    return actions.renew_group(
        group, name=group.name, kana="", purpose="体操", staying=staying, members=[], by=person, now=now
    )


def test_a_group_is_registered_until_the_end_of_the_fiscal_year() -> None:
    group, _, staff = _registered()
    (line,) = queries.registrations_of(group)
    assert (group.status, group.valid_until, line.status) == ("approved", UNTIL, "approved")
    assert (line.valid_from, line.valid_until, line.reviewed_by) == (date(2026, 5, 1), UNTIL, staff)
    assert (group.is_valid_on(UNTIL), group.is_valid_on(UNTIL + timedelta(days=1))) == (True, False)


def test_the_day_of_renewal_is_the_citys_to_set() -> None:
    group, person, _ = _registered()
    city = models.Municipality.objects.get()
    city.renewal_month, city.renewal_day = 3, 1
    city.save()
    with pytest.raises(errors.RenewalNotOpen, match="2027年3月1日から"):
        _renew(group, person)
    assert _renew(group, person, datetime(2027, 2, 28, 15, 0, tzinfo=UTC)).valid_until == date(2028, 3, 31)


def test_a_renewal_goes_on_after_the_last_day_and_its_class_with_it() -> None:
    group, person, staff = _registered(classes=("a", "b"))
    _renew(group, person)
    actions.approve_group(group, by=staff, now=FEBRUARY + timedelta(days=3), user_class="b")
    group.refresh_from_db()
    latest, first = queries.registrations_of(group)
    assert (first.valid_until, latest.valid_from, latest.valid_until) == (UNTIL, date(2027, 4, 1), date(2028, 3, 31))
    assert [group.class_on(day) for day in (UNTIL, date(2027, 4, 1))] == ["a", "b"]
    assert (first.user_class, latest.user_class) == ("a", "b")
    assert notices.Notice.objects.filter(user=person, template="accounts/group_approved").count() == 2


def test_the_class_of_a_year_stays_when_the_next_one_is_approved() -> None:
    group, person, staff = _registered(classes=("a", "b"))
    for year, user_class in ((2027, "b"), (2028, "a")):
        now = datetime(year, 2, 29 if year == 2028 else 1, 3, 0, tzinfo=UTC)
        _renew(group, person, now)
        actions.approve_group(group, by=staff, now=now, user_class=user_class)
        group.refresh_from_db()
    assert [group.class_on(date(2028, *day)) for day in ((3, 31), (4, 1))] == ["b", "a"]
    assert group.valid_until == date(2029, 3, 31)


def test_what_waits_too_long_is_approved_for_the_year_that_has_come() -> None:
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    group = accounts.GroupFactory.create(representative=person, pending=True)
    actions.approve_group(group, by=staff, now=datetime(2027, 4, 5, tzinfo=UTC))
    group.refresh_from_db()
    assert group.valid_until == date(2028, 3, 31)


def test_a_group_applies_once_at_a_time() -> None:
    group, person, _ = _registered()
    _renew(group, person)
    with pytest.raises(errors.RegistrationWaits):
        _renew(group, person)


def test_a_refused_renewal_leaves_the_year_that_is_running() -> None:
    group, person, staff = _registered()
    _renew(group, person)
    actions.refuse_group(group, reason="名簿が古いようです。", by=staff, now=FEBRUARY)
    group.refresh_from_db()
    assert (group.status, group.valid_until, group.review_note) == ("approved", UNTIL, "名簿が古いようです。")
    assert _renew(group, person).status == "pending"


def test_a_refused_group_applies_again_under_a_better_name() -> None:
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    group = accounts.GroupFactory.create(representative=person, pending=True)
    actions.refuse_group(group, reason="名前が長すぎます。", by=staff, now=NOW)
    actions.renew_group(group, name="見本新体操", kana="", purpose="体操", staying=[], members=[], by=person, now=NOW)
    group.refresh_from_db()
    assert (group.name, group.status) == ("見本新体操", "pending")
    assert [line.status for line in queries.registrations_of(group)] == ["pending", "refused"]


def test_a_name_is_free_again_when_its_group_was_refused() -> None:
    accounts.GroupFactory.create(name="見本体操会", status="refused")
    group = accounts.GroupFactory.create(name="見本 体操会", pending=True)
    assert group.code in set(queries.groups_waiting(["kuji"]).values_list("code", flat=True))


def test_a_class_that_the_city_does_not_have_is_refused() -> None:
    group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(), pending=True)
    with pytest.raises(errors.UserClassUnknown):
        actions.approve_group(group, by=accounts.staff_of("kuji"), now=NOW, user_class="nonsense")


# pages ---------------------------------------------------------------------------------------------------------


@time_machine.travel(FEBRUARY)
def test_the_renewal_page_holds_last_years_list_and_takes_who_left_and_who_joined(client: clients.PageClient) -> None:
    group, person, _ = _registered()
    stays = accounts.GroupMemberFactory.create(group=group, user=None, name="見本 残", furigana="ミホン ノコル")
    gone = accounts.UserFactory.create()
    accounts.GroupMemberFactory.create(group=group, user=gone, name="見本 去")
    client.force_login(person)
    path = reverse("accounts:group-renewal", args=[group.code])
    page = client.get(path).content.decode()
    assert ("2028年3月31日まで" in page, "見本 残（ミホン ノコル）" in page, "見本 去" in page) == (True, True, True)
    data = {"name": "変えても変わらない", "purpose": "体操と散歩", "confirmed": "on", "staying": [stays.pk]}
    client.post(path, data | {"members": "見本 新、みほん あたらし"})
    group.refresh_from_db()
    assert (group.purpose, group.name != data["name"]) == ("体操と散歩", True)
    assert list(group.members.order_by("pk").values_list("name", flat=True)) == [person.name, "見本 残", "見本 新"]
    assert queries.waiting_registration(group) is not None
    assert common.AuditEntry.objects.filter(action="accounts.group_member_removed", about_code=gone.code).exists()


@time_machine.travel(FEBRUARY)
def test_a_list_that_was_not_confirmed_is_asked_for_again_with_what_was_typed(client: clients.PageClient) -> None:
    group, person, _ = _registered()
    client.force_login(person)
    path = reverse("accounts:group-renewal", args=[group.code])
    answer = client.post(path, {"purpose": "体操", "members": "見本 新、みほん"})
    page = answer.content.decode()
    assert (answer.status_code, "名簿を確かめて" in page, "見本 新、みほん" in page) == (422, True, True)
    assert queries.waiting_registration(group) is None


@time_machine.travel(NOW)
def test_there_is_no_renewal_before_its_day(client: clients.PageClient) -> None:
    group, person, _ = _registered()
    client.force_login(person)
    assert client.get(reverse("accounts:group-renewal", args=[group.code])).status_code == 302
    assert "更新を申し込む" not in client.get(reverse("accounts:group", args=[group.code])).content.decode()


def _new(**more: object) -> dict[str, object]:
    bookings.CenterFactory.create(code="kuji")
    return {"name": "見本の会", "purpose": "見本", "center_code": "kuji"} | more


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_comes_from_a_file_of_a_spreadsheet(client: clients.PageClient, encoding: str) -> None:
    friend = accounts.UserFactory.create(name="見本 友子", furigana="ミホン トモコ")
    client.force_login(accounts.UserFactory.create())
    text = f"氏名,ふりがな,会員番号,役割\r\n見本 太郎,ﾐﾎﾝ ﾀﾛｳ,,\r\n,,{friend.code},副代表\r\n"
    sent = SimpleUploadedFile("list.csv", text.encode(encoding))
    client.post(reverse("accounts:group-new"), _new(members="見本 花、みほん はな", members_file=sent))
    rows = models.GroupMember.objects.order_by("pk").values_list("name", "furigana", "role", "user")
    assert list(rows)[1:] == [
        ("見本 花", "ミホン ハナ", "member", None),
        ("見本 太郎", "ミホン タロウ", "member", None),
        ("見本 友子", "ミホン トモコ", "deputy", friend.pk),
    ]
    assert notices.Notice.objects.get(user=friend).template == "accounts/group_member_added"


def test_a_file_with_a_fault_is_shown_line_by_line_and_nothing_of_it_is_lost(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    sent = SimpleUploadedFile("list.csv", "見本 太郎,みほん\r\n見本 次郎,次郎\r\n,,u-NOBODY000\r\n".encode("cp932"))
    page = client.post(reverse("accounts:group-new"), _new(members_file=sent)).content.decode()
    assert ("2行目：ふりがなは" in page, "3行目：会員番号「u-NOBODY000」の方は" in page) == (True, True)
    assert (
        "見本 太郎,みほん\n見本 次郎,次郎\n,,u-NOBODY000" in page.replace("\r", ""),
        models.Group.objects.exists(),
    ) == (True, False)


def test_a_file_that_is_no_text_is_refused_in_words(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    sent = SimpleUploadedFile("list.xlsx", b"PK\x03\x04\xff\xfe\x80\x81")
    page = client.post(reverse("accounts:group-new"), _new(members_file=sent)).content.decode()
    assert "ファイルの文字を読み取れません。" in page


def test_who_registers_does_not_stand_in_the_list_twice(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    client.force_login(person)
    page = client.post(reverse("accounts:group-new"), _new(members=person.code)).content.decode()
    assert "1行目：この方は、すでに名簿に載っています。" in page


def test_what_was_typed_stays_when_the_name_is_taken(client: clients.PageClient) -> None:
    accounts.GroupFactory.create(name="見本の会", center_code="kuji")
    client.force_login(accounts.UserFactory.create())
    typed = "見本 太郎、みほん たろう"
    answer = client.post(reverse("accounts:group-new"), _new(name="見本　の 会", members=typed))
    page = answer.content.decode()
    assert (answer.status_code, "同じ名前の団体が" in page, typed in page) == (409, True, True)


# reminders -----------------------------------------------------------------------------------------------------


def _told(person: models.User) -> list[str]:
    found = notices.Notice.objects.filter(user=person, template="accounts/group_expiring").order_by("pk")
    return [notice.key.rpartition(":")[2] for notice in found]


def _remind(until: date, left: int) -> int:
    return actions.remind_groups(now=clock.start_of(until - timedelta(days=left)))


def test_those_who_book_are_reminded_60_and_14_days_before_the_end() -> None:
    group, person, _ = _registered()
    deputy, member = accounts.UserFactory.create_batch(2)
    accounts.GroupMemberFactory.create(group=group, user=deputy, role=enums.GroupRole.DEPUTY)
    accounts.GroupMemberFactory.create(group=group, user=member)
    assert [_remind(UNTIL, left) for left in (61, 60, 60, 59, 15, 14, 13, 0, -1)] == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert [_told(each) for each in (person, deputy, member)] == [["60", "14"], ["60", "14"], []]


@pytest.mark.parametrize(("runs", "sent"), [([58], ["60"]), ([10], ["14"]), ([40, 2], ["60", "14"])])
def test_a_reminder_whose_day_was_missed_goes_out_later(runs: list[int], sent: list[str]) -> None:
    _, person, _ = _registered()
    for left in runs:
        _remind(UNTIL, left)
    assert _told(person) == sent


def test_who_has_applied_again_is_not_reminded_and_next_year_is_another_time() -> None:
    group, person, staff = _registered()
    _remind(UNTIL, 58)
    _renew(group, person)
    assert _remind(UNTIL, 14) == 0
    actions.approve_group(group, by=staff, now=FEBRUARY)
    assert [_remind(date(2028, 3, 31), left) for left in (60, 14)] == [1, 1]


def test_the_reminder_tells_from_when_one_can_renew() -> None:
    _registered()
    _remind(UNTIL, 60)
    body = notices.Notice.objects.get(template="accounts/group_expiring").body
    assert ("2027年3月31日" in body, "更新は2027年2月1日から申し込めます。" in body) == (True, True)


def test_beat_calls_the_reminders() -> None:
    _, person, _ = _registered()
    with time_machine.travel(clock.start_of(UNTIL - timedelta(days=50))):
        tasks.remind_groups()
        tasks.remind_groups()
    assert _told(person) == ["60"]


# leaving and ending --------------------------------------------------------------------------------------------


def test_a_member_leaves_and_is_not_told_what_they_did(client: clients.PageClient) -> None:
    group, _, _ = _registered()
    member = accounts.UserFactory.create()
    accounts.GroupMemberFactory.create(group=group, user=member)
    client.force_login(member)
    path = reverse("accounts:group-leaving", args=[group.code])
    assert "抜けると、この団体の予約は見られなくなります。" in client.get(path).content.decode()
    client.post(path)
    assert not group.members.filter(user=member).exists()
    assert not notices.Notice.objects.filter(user=member).exists()
    assert client.get(reverse("accounts:group", args=[group.code])).status_code == 404


def test_a_representative_hands_over_before_leaving(client: clients.PageClient) -> None:
    group, person, _ = _registered()
    client.force_login(person)
    path = reverse("accounts:group-leaving", args=[group.code])
    assert "先に引き継ぎが必要です" in client.get(path).content.decode()
    assert (client.post(path).status_code, group.members.filter(user=person).exists()) == (409, True)


def test_somebody_taken_off_a_list_is_told() -> None:
    group, person, _ = _registered()
    row = accounts.GroupMemberFactory.create(group=group)
    actions.remove_group_member(row, by=person, now=NOW)
    assert notices.Notice.objects.get(user=row.user).template == "accounts/group_member_removed"


def test_a_desk_names_a_representative_for_a_reason_that_both_read(client: clients.PageClient) -> None:
    group, person, staff = _registered()
    friend = accounts.UserFactory.create()
    row = accounts.GroupMemberFactory.create(group=group, user=friend)
    with pytest.raises(errors.ReasonForChangeMissing):
        actions.appoint_representative(row, reason=" ", by=staff, now=NOW)
    client.force_login(staff)
    data = {"member": row.pk, "reason": "代表の方が転居したため"}
    client.post(reverse("accounts:group-appointment", args=[group.code]), data)
    assert dict(group.members.values_list("user", "role")) == {person.pk: "deputy", friend.pk: "representative"}
    told = notices.Notice.objects.filter(template="accounts/group_representative")
    assert {(notice.user, "転居" in notice.body) for notice in told} == {(person, True), (friend, True)}
    entry = common.AuditEntry.objects.get(action="accounts.group_handed_over")
    assert (entry.actor_code, entry.about_code, entry.reason) == (staff.code, friend.code, "代表の方が転居したため")


def test_ending_a_group_deletes_its_list_and_keeps_its_history(client: clients.PageClient) -> None:
    group, person, staff = _registered()
    accounts.GroupMemberFactory.create_batch(2, group=group)
    client.force_login(person)
    client.post(reverse("accounts:group-ending", args=[group.code]))
    group.refresh_from_db()
    assert (group.status, group.members.count(), group.registrations.count()) == ("ended", 1, 1)
    assert list(queries.groups_booking_for(person)) == []
    with pytest.raises(errors.GroupOver):
        _renew(group, person)
    with pytest.raises(errors.GroupOver):
        actions.add_group_member(group, member=actions.NewMember("見本"), by=staff, now=NOW)


def test_an_application_that_is_taken_back_leaves_nothing_but_the_log() -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person, pending=True)
    code = group.code
    actions.end_group(group, by=person, now=NOW)
    assert (models.Group.objects.exists(), models.GroupMember.objects.exists()) == (False, False)
    assert common.AuditEntry.objects.get(action="accounts.group_ended").subject_code == code


# the desk's lists ----------------------------------------------------------------------------------------------


@time_machine.travel(datetime(2027, 2, 10, 3, 0, tzinfo=UTC))
def test_a_desk_finds_its_groups_by_how_they_stand(client: clients.PageClient) -> None:
    until = {"valid_until": UNTIL}
    made = {
        "waiting": accounts.GroupFactory.create(pending=True),
        "expiring": accounts.GroupFactory.create(**until),
        "registered": accounts.GroupFactory.create(valid_until=date(2028, 3, 31)),
        "over": accounts.GroupFactory.create(valid_until=date(2026, 3, 31)),
    }
    elsewhere = accounts.GroupFactory.create(center_code="suwa", **until)
    client.force_login(accounts.staff_of("kuji"))
    pages = {show: client.get(reverse("accounts:group-reviews"), {"show": show}).content.decode() for show in made}
    seen = {show: {name for name, group in made.items() if group.name in page} for show, page in pages.items()}
    expected = {name: {name} for name in made} | {"registered": {"registered", "expiring"}}
    assert seen == expected
    assert not any(elsewhere.name in page for page in pages.values())
