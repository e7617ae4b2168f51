"""The same people in several groups: nothing is refused, the desk is shown them and says why it approves."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.accounts import actions, enums, errors, models, queries
from backend.common import clock
from backend.common import models as common
from tests.factories import accounts, bookings
from tests.support import client as clients

pytestmark = pytest.mark.django_db
NOW = accounts.NOW
TODAY = clock.date_of(NOW)
NAMES = [("見本 一", "ミホン ハジメ"), ("見本 二", "ミホン ツギ"), ("見本 三", "ミホン ミツ")]


@pytest.fixture(autouse=True)
def _may_day() -> object:
    with time_machine.travel(NOW):
        yield


def _group(names: list[tuple[str, str]] = NAMES, **more: object) -> models.Group:
    group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(furigana=""), **more)
    for name, furigana in names:
        accounts.GroupMemberFactory.create(group=group, user=None, name=name, furigana=furigana)
    return group


def _overlaps(group: models.Group) -> list[tuple[models.Group, int]]:
    return [(each.other, each.count) for each in queries.overlaps_of(group, today=TODAY)]


def test_three_in_common_are_shown_and_two_are_not() -> None:
    other, group = _group(), _group(pending=True)
    assert _overlaps(group) == [(other, 3)]
    group.members.filter(furigana="ミホン ミツ").delete()
    assert _overlaps(group) == []


def test_altered_spellings_are_the_same_people() -> None:
    other = _group()
    group = _group([("見本　壱", "みほん　はじめ"), ("ミホン二", "ﾐﾎﾝﾂｷﾞ"), ("三", "ミホン・ミツ")], pending=True)
    assert _overlaps(group) == [(other, 3)]


def test_other_sounds_are_other_people() -> None:
    _group()
    assert _overlaps(_group([("見本", "ミホン ハシメ"), ("見本", "ミホン ツキ"), ("見本", "ミホン ミヅ")])) == []


def test_an_account_is_the_same_person_under_another_name_and_a_name_may_be_an_account() -> None:
    person, listed = accounts.UserFactory.create(), accounts.UserFactory.create(furigana="ミホン ハジメ")
    other, group = _group(NAMES[:2]), _group(NAMES[1:2], pending=True)
    accounts.GroupMemberFactory.create(group=other, user=person, name="見本 花子", furigana="ミホン ハナコ")
    accounts.GroupMemberFactory.create(group=group, user=person, name="例示 花", furigana="レイジ ハナ")
    accounts.GroupMemberFactory.create(group=group, user=listed, name="見本 一", furigana=listed.furigana)
    assert _overlaps(group) == [(other, 3)]


@pytest.mark.parametrize(
    ("stands", "seen"),
    [
        ({"pending": True}, True),
        ({"valid_until": TODAY}, True),
        ({"valid_until": None}, True),
        ({"valid_until": clock.date_of(NOW).replace(month=4)}, False),
        ({"status": "refused"}, False),
        ({"status": "ended"}, False),
    ],
)
def test_groups_count_that_stand_or_have_applied(stands: dict[str, object], seen: bool) -> None:
    other = _group(NAMES, **stands)
    assert _overlaps(_group(pending=True)) == ([(other, 3)] if seen else [])


def test_groups_of_all_centers_are_looked_at_in_two_queries() -> None:
    others = [_group(center_code=center) for center in ("suwa", "kuji", "omika", "narusawa")]
    group = _group(pending=True)
    with CaptureQueriesContext(connection) as captured:
        found = queries.overlaps_of(group, today=TODAY)
    assert ([each.other for each in found], len(captured)) == (others, 2)


def test_submission_tells_the_desk_and_refuses_nothing() -> None:
    other, person = _group(), accounts.UserFactory.create()
    members = [actions.NewMember(*each) for each in NAMES]
    group = actions.register_group(
        name="見本の新会", kana="", purpose="見本", center_code="kuji", members=members, by=person, now=NOW
    )
    (row,) = group.overlaps.all()
    assert (group.status, row.other, row.shared, row.settled_at) == ("pending", other, 3, None)
    assert [getattr(each, "has_overlap", None) for each in queries.groups_waiting(["kuji"])] == [True]


def test_approval_then_wants_a_reason_in_view_of_what_there_is() -> None:
    _group()
    group, staff = _group(pending=True), accounts.staff_of("kuji")
    mark = queries.mark_of(queries.overlaps_of(group, today=TODAY))
    for said in ({}, {"overlap_reason": "別"}, {"seen": mark}, {"overlap_reason": " ", "seen": mark}):
        with pytest.raises(errors.OverlapUnseen):
            actions.approve_group(group, by=staff, now=NOW, **said)
    _group()
    with pytest.raises(errors.OverlapUnseen):
        actions.approve_group(group, by=staff, now=NOW, overlap_reason="別の団体", seen=mark)
    mark = queries.mark_of(queries.overlaps_of(group, today=TODAY))
    actions.approve_group(group, by=staff, now=NOW, overlap_reason="別の団体", seen=mark)
    (line,) = queries.registrations_of(group)
    assert (line.status, line.overlap_reason) == ("approved", "別の団体")
    assert set(group.overlaps.values_list("settled_by", "reason")) == {(staff.pk, "別の団体")}
    assert common.AuditEntry.objects.get(action="accounts.group_approved").reason == "別の団体"


def _add(group: models.Group, by: models.User, name: tuple[str, str]) -> None:
    actions.add_group_member(group, member=actions.NewMember(*name), by=by, now=NOW)


def test_a_member_who_joins_later_is_looked_at_and_settled_once() -> None:
    other, staff = _group(), accounts.staff_of("kuji")
    group = _group(NAMES[:2])
    person = models.User.objects.get(group_memberships__group=group)
    _add(group, person, NAMES[2])
    assert list(queries.groups_with_overlaps(["kuji"])) == [group]
    mark = queries.mark_of(queries.overlaps_of(group, today=TODAY))
    actions.settle_overlaps(group, reason="合同で練習する別の団体", seen=mark, by=staff, now=NOW)
    _add(group, person, ("見本 五", "ミホン ゴ"))
    assert list(queries.groups_with_overlaps(["kuji"])) == []
    accounts.GroupMemberFactory.create(group=other, user=None, name="見本 四", furigana="ミホン ヨツ")
    _add(group, person, ("見本 四", "ミホン ヨツ"))
    assert list(group.overlaps.order_by("pk").values_list("shared", "reason")) == [
        (3, "合同で練習する別の団体"),
        (4, ""),
    ]


def test_what_is_not_so_any_more_is_not_asked_of_the_desk() -> None:
    _group()
    group = _group(NAMES[:2])
    person = models.User.objects.get(group_memberships__group=group)
    row = actions.add_group_member(group, member=actions.NewMember(*NAMES[2]), by=person, now=NOW)
    actions.remove_group_member(row, by=person, now=NOW)
    assert (group.overlaps.count(), list(queries.groups_to_review(["kuji"]))) == (0, [])


# pages ---------------------------------------------------------------------------------------------------------


def _page(client: clients.PageClient, staff: models.User, group: models.Group) -> str:
    client.force_login(staff)
    return client.get(reverse("accounts:group-approval", args=[group.code])).content.decode()


def test_a_desk_reads_the_other_list_only_of_its_own_center(client: clients.PageClient) -> None:
    bookings.CenterFactory.create(code="suwa", name="見本諏訪交流センター")
    spelt = [("別字 一", "みほん はじめ"), ("別字 二", "ミホン ツギ"), ("別字 三", "ミホン ミツ")]
    elsewhere = _group(spelt, center_code="suwa")
    group = _group(pending=True)
    page = _page(client, accounts.staff_of("kuji"), group)
    assert (elsewhere.name in page, "見本諏訪交流センター" in page, "別字" in page) == (True, True, False)
    assert "ふりがな（お名前の字がちがいます）" in page
    assert "別字 一" in _page(client, accounts.administrator(), group)


def test_a_desks_look_at_the_other_list_is_written_down(client: clients.PageClient) -> None:
    person, staff = accounts.UserFactory.create(furigana="ミホン ハジメ"), accounts.staff_of("kuji")
    other = _group(NAMES[1:])
    accounts.GroupMemberFactory.create(group=other, user=person, name="見本 一", furigana=person.furigana)
    group = _group(pending=True)
    assert "お名前とふりがな" in _page(client, staff, group)
    lines = common.AuditEntry.objects.filter(action="accounts.group_overlaps").values_list("about_code", "subject_code")
    assert list(lines) == [(person.code, group.code)]


def test_a_desk_approves_on_the_page_and_what_it_typed_stays_when_something_changed(client: clients.PageClient) -> None:
    _group()
    group, staff = _group(pending=True), accounts.staff_of("kuji")
    client.force_login(staff)
    path = reverse("accounts:group-approval", args=[group.code])
    seen = client.get(path).context["mark"]
    answer = client.post(path, {"seen": seen})
    assert (answer.status_code, "理由を書いてください。" in answer.content.decode()) == (422, True)
    newcomer = _group()
    answer = client.post(path, {"seen": seen, "overlap_reason": "曜日がちがいます"})
    page = answer.content.decode()
    assert (answer.status_code, newcomer.name in page, "曜日がちがいます" in page) == (409, True, True)
    client.post(path, {"seen": answer.context["mark"], "overlap_reason": "曜日がちがいます"})
    group.refresh_from_db()
    assert group.status == enums.GroupStatus.APPROVED


def test_a_desk_settles_what_came_up_during_the_year(client: clients.PageClient) -> None:
    _group()
    group = _group(NAMES[:2])
    person = models.User.objects.get(group_memberships__group=group)
    actions.add_group_member(group, member=actions.NewMember(*NAMES[2]), by=person, now=NOW)
    client.force_login(accounts.staff_of("kuji"))
    assert "重なりを確かめる" in client.get(reverse("accounts:group", args=[group.code])).content.decode()
    path = reverse("accounts:group-overlaps", args=[group.code])
    seen = client.get(path).context["mark"]
    assert client.post(path, {"seen": seen}).status_code == 422
    assert client.post(path, {"seen": "old", "overlap_reason": "別の団体"}).status_code == 409
    client.post(path, {"seen": seen, "overlap_reason": "別の団体"})
    assert list(queries.groups_to_review(["kuji"])) == []


def test_members_learn_nothing_of_other_groups(client: clients.PageClient) -> None:
    other, group = _group(), _group(pending=True)
    person = models.User.objects.get(group_memberships__group=group)
    client.force_login(person)
    assert other.name not in client.get(reverse("accounts:group", args=[group.code])).content.decode()
    for name in ("group-overlaps", "group-approval"):
        assert client.get(reverse(f"accounts:{name}", args=[group.code])).status_code == 403
