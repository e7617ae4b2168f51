"""Profiles, desks and the people they may see, and what is written down of it."""

import pytest
from django.urls import reverse

from backend.accounts import actions, enums, errors, models
from backend.common import models as common
from tests.factories import accounts
from tests.support import client as clients

pytestmark = pytest.mark.django_db
NOW = accounts.NOW
CHANGED = {
    "name": "見本　花子",
    "furigana": "みほん はなこ",
    "date_of_birth_year": "1980",
    "date_of_birth_month": "4",
    "date_of_birth_day": "2",
    "phone": "０２９４ー００ー１２３４",
    "connections": ["studies"],
    "language": "en",
}


def _told(action: str) -> list[tuple[str, str]]:
    lines = common.AuditEntry.objects.filter(action=action).order_by("pk")
    return list(lines.values_list("actor_code", "about_code"))


def test_a_person_changes_what_they_told_in_full_width(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create()
    client.force_login(person)
    answer = client.post(reverse("accounts:profile-changes"), CHANGED)
    assert answer.headers["Location"] == reverse("accounts:profile")
    person.refresh_from_db()
    assert (person.name, person.furigana, person.phone) == ("見本 花子", "ミホン ハナコ", "0294-00-1234")
    assert (person.lives_in_city, person.studies_in_city, person.language) == (False, True, "en")
    assert _told("accounts.profile_changed") == [(person.code, person.code)]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("phone", "12", "電話番号は、市外局番から数字で入力してください。"),
        ("furigana", "mihon", "ひらがなかカタカナで入力してください。"),
        ("date_of_birth_year", "1880", "生年月日をお確かめください。"),
        ("name", "", "お名前"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(
    client: clients.PageClient, field: str, typed: str, words: str
) -> None:
    person = accounts.UserFactory.create(name="見本 前の名")
    client.force_login(person)
    answer = client.post(reverse("accounts:profile-changes"), CHANGED | {field: typed})
    assert words in answer.content.decode()
    person.refresh_from_db()
    assert person.name == "見本 前の名"


@pytest.mark.parametrize(
    ("change", "still"),
    [({"name": "見本 別名"}, False), ({"furigana": "ベツメイ"}, False), ({"phone": "0294-00-1111"}, True)],
)
def test_a_new_fact_of_identity_needs_a_new_look_at_a_document(change: actions.Profile, still: bool) -> None:
    person = accounts.UserFactory.create(confirmed=True)
    assert actions.update_profile(person, by=person, now=NOW, **change).is_identity_confirmed is still


def test_a_desk_confirms_an_identity_and_says_what_it_saw(client: clients.PageClient) -> None:
    staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
    actions.make_known(person, center_code="kuji", origin=enums.ContactOrigin.BOOKED, now=NOW)
    client.force_login(staff)
    path = reverse("accounts:identity-confirmation", args=[person.code])
    client.post(path, {"proof": "licence", "center_code": "kuji"})
    person.refresh_from_db()
    assert (person.is_identity_confirmed, person.identity_confirmed_by) == (True, staff)
    line = common.AuditEntry.objects.get(action="accounts.identity_confirmed")
    assert (line.center_code, line.detail) == ("kuji", {"proof": "licence"})


def test_nobody_confirms_their_own_identity() -> None:
    staff = accounts.staff_of("kuji")
    with pytest.raises(errors.OwnIdentity):
        actions.confirm_identity(staff, by=staff, center_code="kuji", proof="licence", now=NOW)


def test_an_identity_without_its_facts_cannot_be_confirmed() -> None:
    person = accounts.UserFactory.create(date_of_birth=None)
    with pytest.raises(errors.NameMissing):
        actions.confirm_identity(person, by=accounts.staff_of("kuji"), center_code="kuji", proof="card", now=NOW)


def test_a_desk_sees_those_who_had_to_do_with_its_center_and_no_others(client: clients.PageClient) -> None:
    served = accounts.DistrictFactory.create(center_code="kuji")
    neighbour = accounts.UserFactory.create(district=served)
    visitor, stranger = accounts.UserFactory.create_batch(2)
    actions.make_known(visitor, center_code="kuji", origin=enums.ContactOrigin.BOOKED, now=NOW)
    actions.make_known(stranger, center_code="suwa", origin=enums.ContactOrigin.BOOKED, now=NOW)
    client.force_login(accounts.staff_of("kuji"))
    seen = {
        p: client.get(reverse("accounts:person", args=[p.code])).status_code for p in (neighbour, visitor, stranger)
    }
    assert seen == {neighbour: 200, visitor: 200, stranger: 404}


def test_a_look_is_written_down_and_the_person_reads_who_it_was(client: clients.PageClient) -> None:
    staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
    actions.make_known(person, center_code="kuji", origin=enums.ContactOrigin.BOOKED, now=NOW)
    client.force_login(staff)
    client.get(reverse("accounts:person", args=[person.code]))
    assert _told("accounts.person") == [(staff.code, person.code)]
    client.force_login(person)
    trail = client.get(reverse("accounts:audit-trail")).content.decode()
    assert staff.name in trail
    assert "交流センター職員" in trail
    assert "登録内容を見ました" in trail


def test_a_search_finds_own_people_only_and_writes_down_each_that_was_found(client: clients.PageClient) -> None:
    staff = accounts.staff_of("kuji")
    mine, other = accounts.UserFactory.create(name="見本 さくら"), accounts.UserFactory.create(name="見本 さくら")
    actions.make_known(mine, center_code="kuji", origin=enums.ContactOrigin.BOOKED, now=NOW)
    client.force_login(staff)
    page = client.get(reverse("accounts:people"), {"q": "さくら"}).content.decode()
    assert (mine.code in page, other.code in page) == (True, False)
    assert _told("accounts.people_search") == [(staff.code, mine.code)]


def test_a_code_presented_at_the_counter_opens_the_person_from_then_on(client: clients.PageClient) -> None:
    staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
    client.force_login(staff)
    page = reverse("accounts:person", args=[person.code])
    assert client.get(page).status_code == 404
    typed = person.code.replace("u-", "Ｕ－").lower()
    answer = client.post(reverse("accounts:people-presentations"), {"code": typed, "center_code": "kuji"})
    assert answer.headers["Location"] == page
    assert client.get(page).status_code == 200
    assert _told("accounts.code_presented") == [(staff.code, person.code)]


def test_a_code_that_is_nobodys_is_told_in_words(client: clients.PageClient) -> None:
    client.force_login(accounts.staff_of("kuji"))
    data = {"code": "u-NOBODY000", "center_code": "kuji"}
    answer = client.post(reverse("accounts:people-presentations"), data)
    assert (answer.status_code, "この会員番号の方は見つかりません。" in answer.content.decode()) == (404, True)


def test_nobody_presents_codes_at_a_desk_where_they_do_not_work(client: clients.PageClient) -> None:
    client.force_login(accounts.staff_of("kuji"))
    data = {"code": accounts.UserFactory.create().code, "center_code": "suwa"}
    assert client.post(reverse("accounts:people-presentations"), data).status_code == 400
    assert not models.CenterContact.objects.exists()


def test_the_first_reason_to_know_somebody_stays() -> None:
    person = accounts.UserFactory.create()
    for origin in (enums.ContactOrigin.BOOKED, enums.ContactOrigin.PRESENTED):
        actions.make_known(person, center_code="kuji", origin=origin, now=NOW)
    assert [contact.origin for contact in models.CenterContact.objects.all()] == ["booked"]


def test_a_desk_registers_somebody_without_an_address(client: clients.PageClient) -> None:
    client.force_login(accounts.staff_of("kuji"))
    data = CHANGED | {
        "date_of_birth_year": "",
        "date_of_birth_month": "",
        "date_of_birth_day": "",
        "center_code": "kuji",
    }
    answer = client.post(reverse("accounts:person-new"), data)
    made = models.User.objects.get(name="見本 花子")
    assert answer.headers["Location"] == reverse("accounts:person", args=[made.code])
    assert (made.email, made.has_usable_password(), made.center_contacts.get().origin) == (None, False, "desk")


def test_an_administrator_finds_lines_by_person_kind_center_and_day(client: clients.PageClient) -> None:
    staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
    actions.confirm_identity(person, by=staff, center_code="kuji", proof="card", now=NOW)
    client.force_login(accounts.administrator())
    page = reverse("accounts:audit-log")
    day = {"first": "2026-05-01", "last": "2026-05-01"}
    found = [
        client.get(page, query).content.decode().count("本人確認を登録・変更しました")
        for query in (
            {},
            {"person": person.code.lower()},
            {"person": staff.code},
            {"center": "kuji", "kind": "change"} | day,
            {"center": "suwa"},
            {"kind": "look"},
            {"first": "2026-05-02"},
            {"last": "2026-04-30"},
        )
    ]
    assert found == [1, 1, 1, 1, 0, 0, 0, 0]


def test_to_search_the_log_for_a_person_is_itself_a_look(client: clients.PageClient) -> None:
    administrator, person = accounts.administrator(), accounts.UserFactory.create()
    client.force_login(administrator)
    client.get(reverse("accounts:audit-log"), {"person": person.code})
    assert _told("accounts.audit_log") == [(administrator.code, person.code)]


def test_a_role_is_granted_and_taken_away_and_both_stand_in_the_log(client: clients.PageClient) -> None:
    administrator, person = accounts.administrator(), accounts.UserFactory.create()
    client.force_login(administrator)
    client.post(reverse("accounts:staff-roles"), {"code": person.code, "kind": "city_employee", "center_code": ""})
    role = person.staff_roles.get()
    assert role.kind == enums.StaffKind.CITY_EMPLOYEE
    client.post(reverse("accounts:staff-role-revocations"), {"role": role.pk})
    assert not person.staff_roles.exists()
    assert _told("accounts.role_granted") == _told("accounts.role_revoked") == [(administrator.code, person.code)]


def test_a_role_for_the_city_names_no_center(client: clients.PageClient) -> None:
    client.force_login(accounts.administrator())
    data = {"code": accounts.UserFactory.create().code, "kind": "center_staff", "center_code": ""}
    answer = client.post(reverse("accounts:staff-roles"), data)
    assert "センター職員にはセンターを選び" in answer.content.decode()


def test_an_address_that_only_takes_what_is_sent_says_so(client: clients.PageClient) -> None:
    client.force_login(accounts.staff_of("kuji"))
    answer = client.get(reverse("accounts:people-presentations"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "前のページに戻って" in answer.content.decode()
