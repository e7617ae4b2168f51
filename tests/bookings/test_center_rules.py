import pytest

from bookings import models
from tests.factories import bookings as make
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
CAPS = {"caps": {"paragraph": "週に1回までです。", "source": "見本の案内", "limits": [{"span": "week", "limit": 1}]}}
DANCE = {"bans": {"dance": {"activity": "dance", "paragraph": "ダンスはできません。", "source": "見本の案内"}}}


def test_the_rules_of_the_center_are_read_with_their_source(client: PageClient) -> None:
    center = make.CenterFactory.create()
    make.publish(center, CAPS)
    words = pages.words(client.get(f"/centers/{center.code}/rules/"))
    assert "週に1回までです。 出典：見本の案内" in words


def test_rooms_with_the_same_rules_are_named_together(client: PageClient) -> None:
    center = make.CenterFactory.create()
    for name in ("和室A", "和室B"):
        make.publish(center, DANCE, room=make.RoomFactory.create(center=center, name=name))
    response = client.get(f"/centers/{center.code}/rules/")
    assert pages.texts(response, "h2")[0] == "和室A、和室Bのきまり"
    assert pages.words(response).count("ダンスはできません。") == 1


def test_closed_days_are_told_with_their_source(client: PageClient) -> None:
    center = make.CenterFactory.create()
    models.Closure.objects.create(center=center, weekday=0, reason="定休日", source="見本の案内")
    words = pages.words(client.get(f"/centers/{center.code}/rules/"))
    assert "毎週月曜日（定休日） 出典：見本の案内" in words
