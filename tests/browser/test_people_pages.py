"""The pages of people, groups, organisations, tokens, notices and the log, as a phone and a desk show them."""

import pytest

from backend.accounts import actions, enums, models
from backend.common import audit, clock
from tests.factories import accounts, bookings, notices
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _enter(screen: browsers.Screen, person: models.User) -> None:
    screen.open("/accounts/login/")
    screen.page.locator("#id_login").fill(str(person.email))
    screen.page.locator("#id_password").fill(accounts.PASSWORD)
    screen.page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    screen.page.wait_for_load_state("networkidle")


def _look_at(screen: browsers.Screen, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        screen.open(path)
        screen.look(f"people-{name}")


@pytest.fixture
def resident(db: None) -> models.User:
    bookings.CenterFactory.create(code="kuji", name="見本交流センター")
    person = accounts.UserFactory.create(signs_in=True, name="見本 花子", phone="0294-00-0001")
    staff = accounts.staff_of("kuji")
    audit.look("accounts.person", by=staff, about=person, center_code="kuji")
    audit.look("bookings.booking", by=staff, about=person, center_code="kuji")
    notices.NoticeFactory.create_batch(3, user=person, url="/groups/")
    actions.make_known(person, center_code="kuji", origin=enums.ContactOrigin.BOOKED, now=clock.now())
    return person


def test_what_is_ones_own(screen: browsers.Screen, resident: models.User) -> None:
    group = accounts.GroupFactory.create(representative=resident, name="見本書道会")
    accounts.GroupMemberFactory.create(group=group, user=None, furigana="ミホン メイボ")
    accounts.GroupMemberFactory.create(group=group)
    organisation = accounts.OrganisationFactory.create(manager=resident, about="見本の紹介です。")
    accounts.ApiTokenFactory.create(user=resident)
    _enter(screen, resident)
    pages = {
        "profile": "/profile/",
        "profile-changes": "/profile/changes/",
        "groups": "/groups/",
        "group": f"/groups/{group.code}/",
        "group-new": "/groups/new/",
        "organisations": "/organisations/",
        "organisation": f"/organisations/{organisation.code}/",
        "organisation-new": "/organisations/new/",
        "api-tokens": "/api-tokens/",
        "audit-trail": "/audit/",
        "notices": "/notices/",
        "notice": f"/notices/{resident.notices.order_by('pk')[0].code}/",
        "mailbox": "/mailbox/",
    }
    _look_at(screen, pages)


def test_what_a_desk_works_with(screen: browsers.Screen, resident: models.User) -> None:
    staff = accounts.UserFactory.create(signs_in=True, name="見本 窓口")
    accounts.StaffRoleFactory.create(user=staff)
    group = accounts.GroupFactory.create(representative=resident, pending=True)
    _enter(screen, staff)
    pages = {
        "people": "/people/?q=花子",
        "person": f"/people/{resident.code}/",
        "person-new": "/people/new/",
        "group-reviews": "/group-reviews/",
        "group-review": f"/groups/{group.code}/",
    }
    _look_at(screen, pages)


def test_what_the_city_works_with(screen: browsers.Screen, resident: models.User) -> None:
    city = accounts.UserFactory.create(signs_in=True, name="見本 市役所")
    accounts.StaffRoleFactory.create(user=city, kind=enums.StaffKind.ADMINISTRATOR, center_code="")
    organisation = accounts.OrganisationFactory.create(manager=resident, pending=True)
    _enter(screen, city)
    pages = {
        "organisation-reviews": "/organisation-reviews/",
        "organisation-review": f"/organisations/{organisation.code}/",
        "staff-roles": "/staff-roles/",
        "audit-log": "/audit-log/",
    }
    _look_at(screen, pages)
