"""Where one can earn today: on the page of points and by the API, without what would make a visit from home."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from points import actions, enums, queries
from tests.factories import accounts, earning
from tests.factories.points import NOW, TODAY
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> people.User:
    """Somebody of the district that the center "kuji" serves."""
    district = accounts.DistrictFactory.create(center_code="kuji", name="久慈")
    return accounts.UserFactory.create(district=district)


def _named(person: people.User) -> list[tuple[str, str]]:
    return [(one.name, one.state) for one in queries.sites_today(person, now=NOW)]


def test_a_site_says_when_where_what_it_earns_and_what_is_left(person: people.User) -> None:
    earning.radio(caps={enums.Span.DAY: 8, enums.Span.MONTH: 100})
    earning.site(about="遊具の前です。", center_code="kuji")
    only = queries.sites_today(person, now=NOW)[0]
    assert (only.name, only.about, only.center, only.is_near) == (
        "見本公園",
        "遊具の前です。",
        "久慈交流センター",
        True,
    )
    assert (only.hours, only.state, only.rule_name, only.earns, only.left) == (
        "6:00〜21:00",
        enums.SiteState.OPEN,
        "ラジオ体操",
        "1回につき5ポイント",
        8,
    )


def test_what_can_still_be_done_stands_first_and_the_own_center_before_all(person: people.User) -> None:
    earning.radio()
    hour = NOW.hour + 9
    earning.site("開いている", at=earning.window())
    earning.site("これから", at=earning.window(opens_at=time(hour + 1), closes_at=time(hour + 2)))
    earning.site("終わった", at=earning.window(opens_at=time(5), closes_at=time(6)))
    earning.site("近く", at=earning.window(opens_at=time(5), closes_at=time(6)), center_code="kuji")
    done = earning.site("済んだ")
    actions.visit_site(done, person=person, word="", now=NOW - timedelta(minutes=20))
    assert _named(person) == [
        ("近く", "over"),
        ("開いている", "open"),
        ("これから", "later"),
        ("済んだ", "done"),
        ("終わった", "over"),
    ]


def test_a_site_of_another_day_a_closed_one_and_one_without_a_rule_are_not_listed(person: people.User) -> None:
    earning.radio()
    earning.site("昨日まで", at=earning.window(ends_on=TODAY - timedelta(days=1)))
    earning.site("ほかの曜日", at=earning.window(weekdays=((TODAY.weekday() + 1) % 7,)))
    earning.site("決まりがない", rule_code="none")
    actions.close_site(earning.site("閉じた"), by=person, now=NOW)
    assert _named(person) == []


def test_at_the_limit_the_list_says_that_nothing_more_comes_today(client: PageClient, person: people.User) -> None:
    earning.radio(caps={enums.Span.DAY: 5})
    earning.site("済んだ")
    actions.visit_site(earning.site(), person=person, word="", now=NOW - timedelta(minutes=30))
    client.force_login(person)
    words = pages.words(client.get(reverse("points:statement")))
    assert "今日ためられる会場" in words
    assert "上限に達しているため、今日はもう付きません。" in words
    assert "受付済み" in words


def test_without_a_site_the_page_has_no_list(client: PageClient, person: people.User) -> None:
    client.force_login(person)
    assert "今日ためられる会場" not in pages.words(client.get(reverse("points:statement")))


def test_the_list_gives_nobody_the_address_of_the_qr(client: PageClient, person: people.User) -> None:
    earning.radio()
    site = earning.site()
    client.force_login(person)
    caller = APIClient()
    caller.force_login(person)
    page = client.get(reverse("points:statement")).content.decode()
    answer = caller.get(reverse("api-points:sites-today"))
    assert "見本公園" in page
    assert [one["name"] for one in answer.json()] == ["見本公園"]
    assert site.code not in page + answer.content.decode()


def test_the_api_tells_what_the_page_tells(person: people.User) -> None:
    earning.radio(caps={enums.Span.DAY: 5}, starts_on=date(2026, 4, 1))
    site = earning.site()
    actions.visit_site(site, person=person, word="", now=NOW - timedelta(minutes=5))
    caller = APIClient()
    caller.force_login(person)
    [told] = caller.get(reverse("api-points:sites-today")).json()
    assert (told["state"], told["left"], told["earns"], told["rule_code"]) == ("done", 0, "1回につき5ポイント", "radio")
    assert told["done_at"] is not None


def test_only_who_enters_sheets_is_led_to_them(client: PageClient, person: people.User) -> None:
    earning.clean_up_rule()
    url, sheets = reverse("points:earning-rule", args=["clean-up"]), reverse("points:clean-ups")
    assert sheets not in client.get(url).content.decode()
    client.force_login(person)
    assert sheets not in client.get(url).content.decode()
    client.force_login(accounts.staff_of("kuji"))
    assert sheets in client.get(url).content.decode()
