"""What the city sets up by a page or the API is there once, however often it is sent."""

import re
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import models as common
from points import models
from points.forms import keyed
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


def _dates(name: str, year: int) -> dict[str, str]:
    return {f"{name}_year": str(year), f"{name}_month": "4", f"{name}_day": "1"}


WINDOW = {
    **_dates("starts_on", 2027),
    **_dates("ends_on", 2028),
    "weekdays": "5",
    "opens_at": "6:00",
    "closes_at": "7:00",
}
SITE = {**WINDOW, "name": "見本広場", "rule": "radio", "center_code": ""}
CAMPAIGN = {**_dates("starts_on", 2027), **_dates("ends_on", 2028), "name": "見本の春", "budget": "33"}
Made = type[models.Site] | type[models.SiteWindow] | type[models.Campaign]
PAGES: dict[str, tuple[dict[str, str], Made, str]] = {
    "site-new": (SITE, models.Site, "points.site_opened"),
    "site": (WINDOW, models.SiteWindow, "points.site_window_added"),
    "campaign-new": (CAMPAIGN, models.Campaign, "points.campaign_opened"),
}


@pytest.fixture
def sites() -> list[str]:
    earning.radio()
    return [earning.site().code]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_sent_twice_makes_one(client: PageClient, sites: list[str], name: str) -> None:
    typed, model, what = PAGES[name]
    client.force_login(accounts.city_official())
    path = reverse(f"points:{name}", args=sites if name == "site" else [])
    before, told = model.objects.count(), common.AuditEntry.objects.filter(action=what).count()
    [key] = re.findall(r'name="key" value="(\w+)"', client.get(path).content.decode())
    first, second = (client.post(path, typed | {"key": key}) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert model.objects.count() == before + 1
    assert common.AuditEntry.objects.filter(action=what).count() == told + 1
    changed = client.post(path, typed | {"key": key} | _dates("ends_on", 2029))
    assert changed.status_code == 409
    assert keyed.SPENT in pages.words(changed)
    assert 'value="2029"' in changed.content.decode()
    assert model.objects.count() == before + 1


@pytest.mark.parametrize("name", PAGES)
def test_two_officials_may_have_one_key(client: PageClient, sites: list[str], name: str) -> None:
    typed, model, _ = PAGES[name]
    before = model.objects.count()
    path = reverse(f"points:{name}", args=sites if name == "site" else [])
    for _ in range(2):
        client.force_login(accounts.city_official())
        assert client.post(path, typed | {"key": "K"}).status_code == 302
    assert model.objects.count() == before + 2


SENT: dict[str, Any] = {"starts_on": "2027-04-01", "ends_on": "2028-04-01"}
HOURS = {**SENT, "weekdays": [5], "opens_at": "06:00", "closes_at": "07:00"}
CALLS: dict[str, tuple[dict[str, Any], Made]] = {
    "sites": ({"name": "見本広場", "rule_code": "radio", "center_code": "", "window": HOURS}, models.Site),
    "site-windows": (HOURS, models.SiteWindow),
    "campaigns": ({**SENT, "name": "見本の春", "budget": 33}, models.Campaign),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_write_of_the_api_that_is_sent_again_makes_one(sites: list[str], name: str) -> None:
    sent, model = CALLS[name]
    before = model.objects.count()
    person = accounts.city_official()
    first, second = (_called(person, name, sites, sent) for _ in range(2))
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    # The kept answers go after a time; what was made still knows its key.
    common.IdempotentResponse.objects.all().delete()
    assert _called(person, name, sites, sent).status_code == 201
    assert model.objects.count() == before + 1
    common.IdempotentResponse.objects.all().delete()
    other = _called(person, name, sites, sent | {"ends_on": "2029-04-01", "name": "別の名前"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def _called(person: people.User, name: str, sites: list[str], sent: dict[str, Any]) -> Any:  # noqa: ANN401
    client = APIClient()
    client.force_login(person)
    path = reverse(f"api-points:{name}", args=sites if name == "site-windows" else [])
    return client.post(path, sent, format="json", headers={"Idempotency-Key": "K"})
