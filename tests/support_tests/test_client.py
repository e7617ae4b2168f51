"""The client refuses what a person could not use, wherever the fault stands: header, markup or form."""

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.support import client as clients
from tests.support import html
from tests.support_tests import test_html

pytestmark = pytest.mark.urls(__name__)


class NameForm(forms.Form):
    """A form with one thing that must be filled in."""

    name = forms.CharField(label="名前")


def good(request: HttpRequest) -> HttpResponse:
    return HttpResponse(test_html.GOOD)


def spoiled(request: HttpRequest) -> HttpResponse:
    return HttpResponse(test_html.GOOD.replace("</h1>", "</h1><h1>二つめ</h1>"), status=404)


def without_policy(request: HttpRequest) -> HttpResponse:
    response = good(request)
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


def loose_policy(request: HttpRequest) -> HttpResponse:
    response = good(request)
    response._csp_update = {"script-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>空きがあります</p>")


def swallowing(request: HttpRequest) -> HttpResponse:
    return render(request, "components/empty.html", {"form": NameForm({}), "icon": "info", "title": "送りました"})


def telling(request: HttpRequest) -> HttpResponse:
    return render(request, "components/error_summary.html", {"form": NameForm({})})


def data(request: HttpRequest) -> HttpResponse:
    return HttpResponse("None", content_type="text/plain")


urlpatterns = [
    path("good/", good),
    path("spoiled/", spoiled),
    path("without-policy/", without_policy),
    path("loose-policy/", loose_policy),
    path("fragment/", fragment),
    path("swallowing/", swallowing),
    path("telling/", telling),
    path("data/", data),
    path("admin/spoiled/", spoiled),
]


def _codes(address: str, **headers: str) -> list[str]:
    with pytest.raises(clients.PageFaultsError) as refused:
        clients.PageClient().get(address, headers=headers)
    return [fault.code for fault in refused.value.faults]


def test_a_good_page_comes_through() -> None:
    assert clients.PageClient().get("/good/").status_code == 200


def test_a_spoiled_page_is_refused_whatever_its_status() -> None:
    assert _codes("/spoiled/") == ["h1"]


def test_the_refusal_names_the_page_and_each_fault() -> None:
    with pytest.raises(clients.PageFaultsError) as refused:
        clients.PageClient().get("/spoiled/")
    assert str(refused.value).splitlines() == [
        "GET /spoiled/ (404) has 1 fault(s):",
        "  h1: 2 h1 elements; a page has one",
    ]


def test_a_page_without_a_policy_is_refused() -> None:
    assert _codes("/without-policy/") == ["csp"]


def test_a_page_whose_policy_allows_inline_script_is_refused() -> None:
    assert _codes("/loose-policy/") == ["csp"]


def test_a_fragment_is_for_htmx_only() -> None:
    assert _codes("/fragment/") == ["doctype"]
    assert clients.PageClient().get("/fragment/", headers={"HX-Request": "true"}).status_code == 200


def test_a_page_that_swallows_the_errors_of_its_form_is_refused() -> None:
    assert _codes("/swallowing/", **{"HX-Request": "true"}) == ["summary"]


def test_a_page_with_a_summary_tells_the_errors_of_its_form() -> None:
    response = clients.PageClient().get("/telling/", headers={"HX-Request": "true"})
    links = html.parse(response.content.decode()).find("a")
    assert [(link.get("href"), html.text(link)) for link in links] == [("#id_name", "名前：この項目は必須です。")]


def test_what_is_no_page_is_not_looked_at() -> None:
    assert clients.PageClient().get("/data/").content == b"None"


def test_pages_that_are_not_ours_are_not_looked_at() -> None:
    assert clients.PageClient().get("/admin/spoiled/").status_code == 404
