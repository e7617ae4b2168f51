"""What a person sees when something is refused or broken; the client inspects each page."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import path

import backend.config.urls
from backend.common import errors, responses
from tests.support import client as clients
from tests.support import html

pytestmark = pytest.mark.urls(__name__)


class Taken(errors.Conflict):
    """A refusal that brings alternatives."""

    code = "taken"
    title = "この時間は埋まっています"
    template = "{room_name}は、その時間に予約があります。"


INSTEAD = {
    "center_name": "見本交流センター",
    "room_name": "会議室",
    "date": "2026-03-20",
    "periods_text": "午前",
    "starts": "09:00",
    "ends": "12:30",
}
RAISED: dict[str, Exception] = {
    "400": SuspiciousOperation("odd"),
    "403": PermissionDenied(),
    "409": Taken(room_name="和室A", alternatives=[INSTEAD, INSTEAD | {"href": "/rooms/"}]),
    "422": errors.Invalid(),
    "503": errors.TooBusy(),
    "500": ZeroDivisionError("broken"),
}


def refused(request: HttpRequest, status: str) -> HttpResponse:
    raise RAISED[status]


def told(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, name)


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request), content_type="text/plain")


handler400, handler403 = backend.config.urls.handler400, backend.config.urls.handler403
handler404, handler500 = backend.config.urls.handler404, backend.config.urls.handler500
urlpatterns = [
    *backend.config.urls.urlpatterns,
    path("refused/<str:status>/", refused),
    path("told/<path:name>", told),
    path("form/", form),
]


def _heading(response: Any) -> str:  # noqa: ANN401 - the test client's answer
    return html.text(html.parse(response.content.decode()).find("h1")[0])


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        ("400", "送られた内容を読み取れません"),
        ("403", "この操作をする権限がありません"),
        ("409", "この時間は埋まっています"),
        ("422", "入力を確かめてください"),
        ("503", "ただいま混み合っています"),
        ("500", "システムの不具合が起きました"),
    ],
)
def test_a_refusal_is_a_page_in_our_frame(status: str, heading: str) -> None:
    client = clients.PageClient(raise_request_exception=False)
    response = client.get(f"/refused/{status}/")
    assert (response.status_code, _heading(response)) == (int(status), heading)


def test_a_page_that_is_not_there_is_ours_too() -> None:
    response = clients.PageClient().get("/nowhere/")
    assert (response.status_code, _heading(response)) == (404, "見つかりません")


def test_a_refusal_shows_what_could_be_had_instead() -> None:
    page = html.parse(clients.PageClient().get("/refused/409/").content.decode())
    (words, linked) = [html.text(row) for row in page.find("li") if "会議室" in html.text(row)]
    assert words == "見本交流センター 会議室 2026-03-20 午前（09:00〜12:30）"
    assert linked == f"{words} ここを予約する：見本交流センター 会議室 午前"


def test_a_refusal_is_a_fragment_for_htmx() -> None:
    response = clients.PageClient().get("/refused/409/", headers={"HX-Request": "true"})
    source = response.content.decode()
    assert not html.is_whole(source)
    assert "和室Aは、その時間に予約があります。" in source


def test_somebody_who_is_not_signed_in_is_led_to_the_door() -> None:
    page = html.parse(clients.PageClient().get("/refused/403/").content.decode())
    assert "ログインする" in [html.text(link) for link in page.find("a")]


def test_the_page_of_a_fault_asks_the_database_nothing() -> None:
    response = responses.fault(RequestFactory().get("/"))
    assert html.faults(response.content.decode()) == []


@pytest.mark.parametrize("name", ["429.html", "errors/503.html"])
def test_pages_for_doors_outside_of_our_views_stand_alone(name: str) -> None:
    assert clients.PageClient().get(f"/told/{name}").status_code == 200


def test_a_form_without_its_token_says_to_begin_again() -> None:
    client = clients.PageClient(enforce_csrf_checks=True)
    response = client.post("/form/")
    assert (response.status_code, _heading(response)) == (403, "もう一度、はじめからお願いします")


@pytest.mark.parametrize("address", ["/refused/4%0009/", "/refused/409/?before=%00"])
def test_an_address_that_nobody_types_is_refused_with_words(address: str) -> None:
    answer = clients.PageClient().get(address)
    assert (answer.status_code, _heading(answer)) == (400, "送られた内容を読み取れません")


def test_a_call_that_nobody_makes_is_a_problem_with_its_code() -> None:
    answer = clients.PageClient().get("/api/v1/rooms/?center=%00")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("came_from", "leads_back"),
    [
        ("http://testserver/form/?a=1&b=2", True),
        ("http://elsewhere.example/form/", False),
        ("javascript:alert(1)", False),
        ("http://testserver:x/", False),
        ("", False),
    ],
)
def test_who_sent_something_that_is_refused_finds_the_way_back_to_our_own_page(
    client: clients.PageClient, came_from: str, *, leads_back: bool
) -> None:
    page = client.post("/refused/422/", headers={"Referer": came_from} if came_from else {}).content.decode()
    assert ('href="http://testserver/form/?a=1&amp;b=2"' in page, "前の画面に戻る" in page) == (leads_back, leads_back)


def test_who_only_opened_a_page_is_not_led_back(client: clients.PageClient) -> None:
    page = client.get("/refused/422/", headers={"Referer": "http://testserver/form/"}).content.decode()
    assert "前の画面に戻る" not in page
