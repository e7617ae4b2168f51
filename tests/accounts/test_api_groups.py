"""Groups under /api/v1/: the same actions, the same forms, the same refusals."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.accounts import models
from backend.common import models as common
from tests.factories import accounts, bookings

pytestmark = pytest.mark.django_db
NEW = {"name": "見本の会", "purpose": "見本", "center_code": "kuji", "members": "見本 太郎、みほん たろう"}


@pytest.fixture
def api() -> Client:
    return Client()


def _header(person: models.User) -> dict[str, str]:
    return accounts.bearer(person, "groups:read", "groups:write")


def _path(name: str, *args: str) -> str:
    return reverse(f"api-accounts:{name}", args=args)


def _post(api: Client, path: str, person: models.User, data: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401
    return api.post(path, data, content_type="application/json", headers=_header(person) | headers)


def test_a_group_is_registered_once_however_often_the_call_comes(api: Client) -> None:
    bookings.CenterFactory.create(code="kuji")
    person, key = accounts.UserFactory.create(), {"Idempotency-Key": "one"}
    header = _header(person)
    answers = [api.post(_path("groups"), NEW, content_type="application/json", headers=header | key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["status"] == "pending"
    listed = api.get(_path("group-members", models.Group.objects.get().code), headers=header).json()
    assert [(row["name"], row["role"]) for row in listed] == [(person.name, "representative"), ("見本 太郎", "member")]


def test_a_list_that_cannot_be_read_is_told_line_by_line(api: Client) -> None:
    bookings.CenterFactory.create(code="kuji")
    answer = _post(api, _path("groups"), accounts.UserFactory.create(), NEW | {"members": "見本\n太郎、太郎"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "list_unreadable")
    assert [fault[:4] for fault in problem["data"]["faults"]["members"]] == ["1行目：", "2行目："]
    assert not models.Group.objects.exists()


def test_a_name_that_is_taken_is_told(api: Client) -> None:
    bookings.CenterFactory.create(code="kuji")
    accounts.GroupFactory.create(name="見本　の会")
    answer = _post(api, _path("groups"), accounts.UserFactory.create(), NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "group_name_taken")


@time_machine.travel(accounts.NOW)
def test_a_desk_is_shown_who_stands_in_two_lists_and_approves_in_view_of_it(api: Client) -> None:
    people, staff = accounts.UserFactory.create_batch(3), accounts.staff_of("kuji")
    other, group = accounts.GroupFactory.create(center_code="suwa"), accounts.GroupFactory.create(pending=True)
    for each in (other, group):
        accounts.GroupMemberFactory.create(group=each, role="representative")
        for person in people:
            accounts.GroupMemberFactory.create(group=each, user=person, name=f"{person.name}（{each.pk}）")
    told = api.get(_path("group-overlaps", group.code), headers=_header(staff)).json()
    assert (told["seen"], told["overlaps"][0]["name"]) == (f"{other.code}:3", other.name)
    assert {pair["mine"] for pair in told["overlaps"][0]["people"]} == {f"{p.name}（{group.pk}）" for p in people}
    looks = common.AuditEntry.objects.filter(action="accounts.group_overlaps")
    assert {line.about_code for line in looks} == {person.code for person in people}
    refused = _post(api, _path("group-approval", group.code), staff, {"user_class": ""})
    assert (refused.status_code, refused.json()["code"]) == (409, "overlap_unseen")
    said = {"overlap_reason": "別の団体", "seen": told["seen"]}
    assert _post(api, _path("group-approval", group.code), staff, said).json()["status"] == "approved"
    assert api.get(_path("group-registrations", group.code), headers=_header(staff)).json()[0]["status"] == "approved"


def test_a_list_is_kept_by_numbers(api: Client) -> None:
    person, friend = accounts.UserFactory.create(), accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person)
    row = _post(api, _path("group-members", group.code), person, {"code": friend.code}).json()
    deputy = {"member": row["number"], "role": "deputy"}
    assert _post(api, _path("group-roles", group.code), person, deputy).status_code == 200
    assert _post(api, _path("group-representative", group.code), person, deputy).status_code == 200
    assert group.members.get(user=friend).role == "representative"
    assert _post(api, _path("group-leaving", group.code), person, {}).status_code == 204
    assert list(group.members.values_list("user", flat=True)) == [friend.pk]


def test_a_group_is_renewed_with_who_stays_and_who_joins(api: Client) -> None:
    person = accounts.UserFactory.create()
    group = accounts.GroupFactory.create(representative=person)
    stays, goes = accounts.GroupMemberFactory.create(group=group), accounts.GroupMemberFactory.create(group=group)
    data = {"purpose": "散歩", "staying": [stays.pk], "members": "見本 新、みほん"}
    answer = _post(api, _path("group-renewal", group.code), person, data)
    assert (answer.status_code, answer.json()["member_count"]) == (201, 3)
    assert not group.members.filter(pk=goes.pk).exists()


def test_a_desk_refuses_and_names_representatives(api: Client) -> None:
    staff = accounts.staff_of("kuji")
    group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(), pending=True)
    row = accounts.GroupMemberFactory.create(group=group)
    waiting = api.get(_path("group-reviews"), headers=_header(staff)).json()
    assert [each["code"] for each in waiting["results"]] == [group.code]
    said = {"member": row.pk, "reason": "転居"}
    assert _post(api, _path("group-appointment", group.code), staff, said).status_code == 200
    assert _post(api, _path("group-refusal", group.code), staff, {"reason": "書類"}).json()["status"] == "refused"


def test_reading_a_profile_does_not_read_groups(api: Client) -> None:
    header = accounts.bearer(accounts.UserFactory.create(), "profile:read")
    answer = api.get(_path("groups"), headers=header)
    assert (answer.status_code, answer.json()["data"]) == (403, {"scope": "groups:read"})
