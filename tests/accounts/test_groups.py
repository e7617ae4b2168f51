"""Groups and organisations: registered by their people, reviewed by a desk or the city, led by their own."""

import pytest
from django.urls import reverse

from backend.accounts import actions, enums, errors, models, permissions, queries
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts, bookings
from tests.support import client as clients

pytestmark = pytest.mark.django_db
NOW = accounts.NOW


def _registration(**more: str) -> dict[str, str]:
    bookings.CenterFactory.create(code="kuji")
    first = {"name": "見本体操会", "kana": "みほんたいそうかい", "purpose": "健康体操", "center_code": "kuji"}
    return first | {"members": "見本 太郎、みほん たろう\n\n見本　次郎　　ﾐﾎﾝ ｼﾞﾛｳ\n"} | more


def test_a_person_registers_a_group_with_its_list_and_is_its_representative(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(name="見本 花子")
    client.force_login(person)
    client.post(reverse("accounts:group-new"), _registration())
    group = models.Group.objects.get()
    assert (group.name, group.kana, group.status) == ("見本体操会", "ミホンタイソウカイ", "pending")
    members = queries.members_of_group(group).values_list("name", "furigana", "role")
    assert list(members) == [
        ("見本 花子", "ミホン", "representative"),
        ("見本 太郎", "ミホン タロウ", "member"),
        ("見本 次郎", "ミホン ジロウ", "member"),
    ]
    assert permissions.represents(person, group)
    assert models.CenterContact.objects.get().origin == enums.ContactOrigin.GROUP


def test_a_line_of_the_list_that_cannot_be_read_is_named(client: clients.PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    typed = "見本 太郎、みほん たろう\n見本 次郎、次郎"
    page = client.post(reverse("accounts:group-new"), _registration(members=typed)).content.decode()
    assert ("2行目：ふりがなは" in page, "1行目：" in page, typed in page) == (True, False, True)
    assert not models.Group.objects.exists()


def test_a_second_group_of_the_same_name_at_a_center_is_refused(client: clients.PageClient) -> None:
    accounts.GroupFactory.create(name="見本体操会", center_code="kuji")
    client.force_login(accounts.UserFactory.create())
    answer = client.post(reverse("accounts:group-new"), _registration())
    assert (answer.status_code, "同じ名前の団体が" in answer.content.decode()) == (409, True)


def test_a_desk_approves_a_group_and_its_representative_is_told(client: clients.PageClient) -> None:
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    center = bookings.CenterFactory.create(code="kuji")
    accounts.UserClassFactory.create(municipality=center.municipality, code="a", name="区分A", fee_percent=50)
    group = accounts.GroupFactory.create(representative=person, center_code="kuji", pending=True)
    client.force_login(staff)
    page = client.get(reverse("accounts:group-approval", args=[group.code])).content.decode()
    assert "区分A（使用料は50％）" in page
    data = {"user_class": "a"}
    client.post(reverse("accounts:group-approval", args=[group.code]), data)
    group.refresh_from_db()
    assert (group.status, group.user_class, str(group.valid_until)) == ("approved", "a", "2027-03-31")
    assert group.reviewed_by == staff
    assert notices.Notice.objects.get().user == person
    assert list(queries.groups_booking_for(person)) == [group]


def test_a_desk_refuses_a_group_for_a_reason_which_its_representative_reads(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person, center_code="kuji", pending=True)
    client.force_login(accounts.staff_of("kuji"))
    client.post(reverse("accounts:group-refusal", args=[group.code]), {"reason": "名簿に会員がいません。"})
    group.refresh_from_db()
    assert (group.status, group.review_note) == ("refused", "名簿に会員がいません。")
    assert "名簿に会員がいません。" in notices.Notice.objects.get().body
    assert list(queries.groups_booking_for(person)) == []


def test_a_refusal_without_a_reason_is_refused() -> None:
    group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(), pending=True)
    with pytest.raises(errors.ReasonMissing):
        actions.refuse_group(group, reason=" ", by=accounts.staff_of("kuji"), now=NOW)


def test_what_was_decided_is_not_decided_again() -> None:
    staff = accounts.staff_of("kuji")
    group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(), pending=True)
    actions.approve_group(group, by=staff, now=NOW)
    with pytest.raises(errors.AlreadyReviewed, match="承認済み"):
        actions.refuse_group(group, reason="遅れて", by=staff, now=NOW)


def test_a_desk_finds_the_groups_that_wait_for_it(client: clients.PageClient) -> None:
    mine = accounts.GroupFactory.create(center_code="kuji", pending=True)
    other = accounts.GroupFactory.create(center_code="suwa", pending=True)
    client.force_login(accounts.staff_of("kuji"))
    page = client.get(reverse("accounts:group-reviews")).content.decode()
    assert (mine.name in page, other.name in page) == (True, False)


def test_a_representative_keeps_the_list(client: clients.PageClient) -> None:
    person, friend = accounts.UserFactory.create(), accounts.UserFactory.create(name="見本 友子")
    group = accounts.GroupFactory.create(representative=person)
    client.force_login(person)
    members = reverse("accounts:group-members", args=[group.code])
    client.post(members, {"code": friend.code})
    client.post(members, {"name": "見本 名簿だけ", "furigana": "みほん"})
    row = group.members.get(user=friend)
    client.post(reverse("accounts:group-roles", args=[group.code]), {"member": row.pk, "role": "deputy"})
    assert permissions.represents(friend, group)
    listed = group.members.get(name="見本 名簿だけ")
    client.post(reverse("accounts:group-member-removals", args=[group.code]), {"member": listed.pk})
    assert list(group.members.order_by("pk").values_list("name", flat=True)) == [person.name, "見本 友子"]


@pytest.mark.parametrize("data", [{}, {"code": "u-NOBODY000"}, {"furigana": "みほん"}, {"name": "見本"}])
def test_a_member_needs_a_name_or_a_code(client: clients.PageClient, data: dict[str, str]) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person)
    client.force_login(person)
    assert client.post(reverse("accounts:group-members", args=[group.code]), data).status_code == 400
    assert group.members.count() == 1


def test_a_person_is_on_a_list_once(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person)
    client.force_login(person)
    answer = client.post(reverse("accounts:group-members", args=[group.code]), {"code": person.code})
    assert (answer.status_code, "すでに会員です。" in answer.content.decode()) == (409, True)


def test_a_group_is_handed_over_and_never_without_a_representative() -> None:
    old, new = accounts.UserFactory.create_batch(2)
    group = accounts.GroupFactory.create(representative=old)
    first = group.members.get()
    with pytest.raises(errors.GroupNeedsRepresentative):
        actions.remove_group_member(first, by=old, now=NOW)
    with pytest.raises(errors.GroupNeedsRepresentative):
        actions.set_group_role(first, role="member", by=old, now=NOW)
    member = accounts.GroupMemberFactory.create(group=group, user=new)
    with pytest.raises(errors.NotADeputy):
        actions.hand_over_group(member, by=old, now=NOW)
    actions.set_group_role(member, role="deputy", by=old, now=NOW)
    actions.hand_over_group(member, by=old, now=NOW)
    assert notices.Notice.objects.filter(template="accounts/group_representative").get().user == new
    assert dict(group.members.values_list("user", "role")) == {old.pk: "deputy", new.pk: "representative"}


def test_a_name_on_the_list_alone_stands_for_nobody() -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person)
    listed = accounts.GroupMemberFactory.create(group=group, user=None)
    with pytest.raises(errors.MemberWithoutAccount):
        actions.hand_over_group(listed, by=person, now=NOW)
    with pytest.raises(errors.MemberWithoutAccount):
        actions.set_group_role(listed, role="deputy", by=person, now=NOW)


def test_a_desks_look_at_a_list_is_written_down_for_each_member(client: clients.PageClient) -> None:
    staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person, center_code="kuji")
    accounts.GroupMemberFactory.create(group=group, user=None)
    for onlooker in (staff, person):
        client.force_login(onlooker)
        client.get(reverse("accounts:group", args=[group.code]))
    lines = common.AuditEntry.objects.filter(kind="look").values_list("actor_code", "about_code", "subject_code")
    assert list(lines) == [(staff.code, person.code, group.code)]


def test_an_organisation_is_registered_and_the_city_lets_it_post(client: clients.PageClient) -> None:
    person, city = accounts.UserFactory.create(), accounts.city_official()
    client.force_login(person)
    data = {"name": "見本推進会", "kana": "みほんすいしんかい", "kind": "community", "about": "見本です。"}
    client.post(reverse("accounts:organisation-new"), data)
    organisation = models.Organisation.objects.get()
    assert permissions.manages_organisation(person, organisation)
    client.force_login(city)
    assert organisation.name in client.get(reverse("accounts:organisation-reviews")).content.decode()
    client.post(reverse("accounts:organisation-approval", args=[organisation.code]))
    organisation.refresh_from_db()
    assert (organisation.is_approved, organisation.reviewed_by) == (True, city)
    assert notices.Notice.objects.get().user == person


def test_the_city_refuses_an_organisation_for_a_reason() -> None:
    person = accounts.UserFactory.create()
    organisation = accounts.OrganisationFactory.create(manager=person, pending=True)
    city = accounts.city_official()
    with pytest.raises(errors.ReasonMissing):
        actions.refuse_organisation(organisation, reason="", by=city, now=NOW)
    actions.refuse_organisation(organisation, reason="規約を添えてください。", by=city, now=NOW)
    assert "規約を添えてください。" in notices.Notice.objects.get(user=person).body
    with pytest.raises(errors.AlreadyReviewed, match="見送り"):
        actions.approve_organisation(organisation, by=city, now=NOW)


def test_a_name_of_an_organisation_is_taken_once(client: clients.PageClient) -> None:
    accounts.OrganisationFactory.create(name="見本推進会")
    client.force_login(accounts.UserFactory.create())
    answer = client.post(reverse("accounts:organisation-new"), {"name": "見本推進会", "kind": "npo"})
    assert (answer.status_code, "同じ名前の団体が、すでに登録されています。" in answer.content.decode()) == (409, True)


def test_a_manager_adds_who_told_their_code_and_they_are_told(client: clients.PageClient) -> None:
    manager, friend = accounts.UserFactory.create_batch(2)
    organisation = accounts.OrganisationFactory.create(manager=manager)
    client.force_login(manager)
    path = reverse("accounts:organisation-members", args=[organisation.code])
    client.post(path, {"code": friend.code, "role": "manager"})
    assert permissions.manages_organisation(friend, organisation)
    assert notices.Notice.objects.get().user == friend
    member = organisation.members.get(user=manager)
    client.post(reverse("accounts:organisation-member-removals", args=[organisation.code]), {"member": member.pk})
    assert list(queries.organisations_managed_by(manager)) == []


def test_a_plain_member_manages_nothing_beside_a_manager() -> None:
    manager, member = accounts.UserFactory.create_batch(2)
    organisation = accounts.OrganisationFactory.create(manager=manager)
    accounts.OrganisationMemberFactory.create(
        organisation=organisation, user=member, role=enums.OrganisationRole.MEMBER
    )
    managed = [list(queries.organisations_managed_by(one)) for one in (manager, member)]
    assert (managed, list(queries.organisations_of(member))) == ([[organisation], []], [organisation])


def test_an_organisation_is_never_without_a_manager() -> None:
    manager = accounts.UserFactory.create()
    organisation = accounts.OrganisationFactory.create(manager=manager)
    accounts.OrganisationMemberFactory.create(organisation=organisation, role=enums.OrganisationRole.MEMBER)
    with pytest.raises(errors.LastManager):
        actions.remove_organisation_member(organisation.members.get(user=manager), by=manager, now=NOW)
