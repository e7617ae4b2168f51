"""The pages of groups, as a phone and a desk show them."""

from datetime import date

import pytest

from backend.accounts import actions, enums, models
from backend.common import clock
from tests.factories import accounts, bookings
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [("見本 一", "ミホン ハジメ"), ("見本 二", "ミホン ツギ"), ("見本 三", "ミホン ミツ")]


def _enter(screen: browsers.Screen, person: models.User) -> None:
    screen.open("/accounts/login/")
    screen.page.locator("#id_login").fill(str(person.email))
    screen.page.locator("#id_password").fill(accounts.PASSWORD)
    screen.page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    screen.page.wait_for_load_state("networkidle")


def _group(name: str, leader: models.User, **more: object) -> models.Group:
    group = accounts.GroupFactory.create(representative=leader, name=name, **more)
    for each, furigana in NAMES:
        accounts.GroupMemberFactory.create(group=group, user=None, name=each, furigana=furigana)
    accounts.GroupMemberFactory.create(group=group, role=enums.GroupRole.DEPUTY)
    return group


@pytest.fixture
def leader(db: None) -> models.User:
    center = bookings.CenterFactory.create(code="kuji", name="見本交流センター")
    bookings.CenterFactory.create(code="suwa", name="見本第二交流センター")
    accounts.UserClassFactory.create(municipality=center.municipality, fee_percent=50)
    return accounts.UserFactory.create(signs_in=True, name="見本 花子")


def test_what_a_representative_sees(screen: browsers.Screen, leader: models.User) -> None:
    over = _group("見本書道会", leader, valid_until=date(2026, 3, 31), user_class="registered-group")
    refused = _group("見本合唱団", leader, status="refused", review_note="名簿にふりがながありません。")
    member = _group("見本体操会", accounts.UserFactory.create())
    accounts.GroupMemberFactory.create(group=member, user=leader)
    _enter(screen, leader)
    pages = {
        "groups": "/groups/",
        "group-new": "/groups/new/",
        "group-over": f"/groups/{over.code}/",
        "group-renewal": f"/groups/{over.code}/renewal/",
        "group-ending": f"/groups/{over.code}/ending/",
        "group-refused": f"/groups/{refused.code}/",
        "group-leaving": f"/groups/{member.code}/leaving/",
        "group-bookings": f"/groups/{over.code}/bookings/",
    }
    for name, path in pages.items():
        screen.open(path)
        screen.look(name)


def test_faults_of_a_list_are_named_and_stay(screen: browsers.Screen, leader: models.User) -> None:
    _enter(screen, leader)
    screen.open("/groups/new/")
    screen.page.locator("#id_members").fill("見本 太郎、みほん たろう\n見本 次郎\nu-NOBODY000")
    screen.page.get_by_role("button", name="登録を申し込む").click()
    screen.page.wait_for_load_state("networkidle")
    screen.look("group-new-faults")
    assert "2行目：ふりがながありません。" in screen.page.content()
    assert screen.page.locator("#id_members").input_value().endswith("u-NOBODY000")


def test_what_a_desk_sees(screen: browsers.Screen, leader: models.User) -> None:
    staff = accounts.UserFactory.create(signs_in=True, name="見本 窓口")
    accounts.StaffRoleFactory.create(user=staff)
    _group("見本書道会", leader)
    _group("見本墨の会", accounts.UserFactory.create(), center_code="suwa")
    waiting = _group("見本筆の会", accounts.UserFactory.create(), pending=True)
    during = _group("見本硯の会", accounts.UserFactory.create())
    newcomer = actions.NewMember("見本 新", "ミホン アタラシ")
    actions.add_group_member(during, member=newcomer, by=staff, now=clock.now())
    _enter(screen, staff)
    pages = {
        "group-reviews": "/group-reviews/",
        "group-reviews-overlaps": "/group-reviews/?show=overlaps",
        "group-approval": f"/groups/{waiting.code}/approval/",
        "group-overlaps": f"/groups/{during.code}/overlaps/",
        "group-at-desk": f"/groups/{during.code}/",
    }
    for name, path in pages.items():
        screen.open(path)
        screen.look(name)
