import pytest

from tests.factories import bookings as make
from tests.factories.accounts import DistrictFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def _names(client: PageClient, **search: str) -> list[str]:
    return pages.texts(client.get("/centers/", search), "h2", class_="card__title")


def test_everybody_sees_the_centers_in_the_order_of_their_districts(client: PageClient) -> None:
    make.CenterFactory.create(name="北交流センター", district=DistrictFactory.create(position=2))
    make.CenterFactory.create(name="南交流センター", district=DistrictFactory.create(position=1))
    make.CenterFactory.create(name="無所属交流センター", district=None)
    assert _names(client) == ["南交流センター", "北交流センター", "無所属交流センター"]


def test_a_search_finds_by_name_address_and_room(client: PageClient) -> None:
    make.CenterFactory.create(name="北交流センター", address="見本町1-1")
    make.RoomFactory.create(center=make.CenterFactory.create(name="南交流センター"), name="調理室")
    assert _names(client, words="北") == ["北交流センター"]
    assert _names(client, words="見本町") == ["北交流センター"]
    assert _names(client, words="調理") == ["南交流センター"]


def test_a_search_keeps_to_a_district(client: PageClient) -> None:
    make.CenterFactory.create(name="北交流センター", district=DistrictFactory.create(code="kita"))
    make.CenterFactory.create(name="南交流センター")
    assert _names(client, district="kita") == ["北交流センター"]


def test_a_search_that_finds_nothing_says_what_to_do(client: PageClient) -> None:
    make.CenterFactory.create(name="北交流センター")
    response = client.get("/centers/", {"words": "どこにもない"})
    assert pages.texts(response, "p", class_="empty__title") == ["当てはまるセンターはありません"]


def test_what_is_not_confirmed_is_marked(client: PageClient) -> None:
    make.CenterFactory.create(is_provisional=True)
    make.CenterFactory.create()
    assert len(pages.texts(client.get("/centers/"), "span", class_="provisional")) == 1
