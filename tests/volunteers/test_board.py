"""The board's cards: the words that a visitor reads of a request, whichever way its times are set."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import volunteers as make
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import queries

pytestmark = pytest.mark.django_db


def _cards() -> list[queries.cards.Card]:
    return queries.cards.of_board(queries.requests.board(queries.requests.BoardFilter(), now=NOW))


def test_a_card_tells_the_first_time_to_come_and_how_many_more_there_are() -> None:
    request = make.RequestFactory.create()
    for days in (12, 5, -2):
        make.ShiftFactory.create(request=request, days=days)
    (card,) = _cards()
    assert card.starts == queries.cards.Moment("2026-05-13T10:00:00+09:00", "5月13日（水）10:00")
    assert card.ends == queries.cards.Moment("2026-05-13T12:00:00+09:00", "12:00")
    assert (card.more, card.window) == (1, None)


def test_a_card_tells_the_window_in_which_a_time_is_picked() -> None:
    window = make.WindowFactory.create()
    (card,) = _cards()
    assert (card.window, card.shift, card.starts, card.more) == (window, None, None, 0)


def test_set_times_and_windows_stand_in_one_order_and_an_open_window_begins_today() -> None:
    tomorrow, later = make.ShiftFactory.create(days=1), make.ShiftFactory.create(days=9)
    open_window = make.WindowFactory.create(first=make.TODAY - timedelta(days=3))
    coming = make.WindowFactory.create(first=make.TODAY + timedelta(days=4))
    expected = [open_window.request, tomorrow.request, coming.request, later.request]
    assert [card.request for card in _cards()] == expected


def test_what_is_full_called_off_or_over_is_told_or_left_out(client: PageClient) -> None:
    full = make.ShiftFactory.create(capacity=1)
    make.confirmed(full)
    make.ShiftFactory.create(called_off_at=NOW, call_off_reason="雨のため")
    make.ShiftFactory.create(days=-1)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("volunteers:requests")).content.decode()
    assert (page.count("<article"), "満員です" in page, "募集中の活動（1件）" in page) == (1, True, True)


def test_who_turns_a_page_has_not_searched(client: PageClient) -> None:
    make.ShiftFactory.create()
    with time_machine.travel(NOW, tick=False):
        pages = [client.get(reverse("volunteers:requests"), asked).content.decode() for asked in ASKED]
    assert [("条件をなくす" in page, '<details class="more" open>' in page) for page in pages] == [
        (False, False),
        (True, True),
        (True, True),
    ]


ASKED: list[dict[str, str]] = [{"page": "1"}, {"page": "1", "kind": ""}, {"purpose": "activity"}]


def test_the_board_reads_its_tables_once_whatever_is_on_it(django_assert_num_queries: object) -> None:
    for days in range(1, 6):
        make.ShiftFactory.create(days=days)
        make.WindowFactory.create()
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture has no type
        cards = _cards()
    assert len(cards) == 10
