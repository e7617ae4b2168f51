"""The pages and the API of decrees: what is typed stays, what is reached is shown first, and nobody else sees it."""

import pytest
from rest_framework.test import APIClient

from points import actions, models
from tests.factories import points as factories
from tests.factories.accounts import DistrictFactory, UserFactory, administrator, city_official
from tests.support import html, pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NEW = "/points/carry-overs/new/"
SENT = {
    "key": "K1",
    "document": "見本告示第7号",
    "reason": "災害のため",
    "first": "2028-03-31",
    "last": "2028-03-31",
    "until": "2029-03-31",
    "whom": "all",
}


def sheet(answer: pages.Answer, button: str) -> dict[str, str]:
    """This function will give what the form with a button or a field of this name would send."""
    for form in html.parse(answer.content.decode()).find("form"):
        found = {
            one.get("name", ""): one.get("value", "") if one.tag != "textarea" else html.text(one)
            for one in form.iter()
            if one.tag in {"input", "textarea", "button"}
            and (one.get("type") not in {"radio", "checkbox"} or one.get("checked") is not None)
        }
        if button in found:
            return found
    raise AssertionError(button)


@pytest.fixture
def official(client: PageClient) -> PageClient:
    client.force_login(city_official())
    return client


@pytest.fixture(autouse=True)
def _points() -> None:
    factories.rule()


def test_the_preview_says_whom_it_reaches_and_changes_nothing(official: PageClient) -> None:
    factories.earn("u-ONE", 1200)
    factories.earn("u-TWO", 34)
    text = pages.words(official.post(NEW, SENT))
    assert "繰越の確認" in text
    assert "1,234ポイント" in text
    assert not models.CarryOver.objects.exists()


def test_what_was_previewed_is_decided_by_its_button(official: PageClient) -> None:
    preview = official.post(NEW, SENT)
    sent = sheet(preview, "decided")
    answer = official.post(NEW, sent, follow=True)
    made = models.CarryOver.objects.get()
    assert (made.document, made.owners) == ("見本告示第7号", None)
    assert "すべて終わっています" in pages.words(answer)


def test_dates_typed_in_three_parts_are_decided_as_they_were_previewed(official: PageClient) -> None:
    """As a browser sends them: year, month and day in fields of their own."""
    dates = {name: SENT[name].split("-") for name in ("first", "last", "until")}
    parts = {
        f"{name}_{part}": value
        for name, values in dates.items()
        for part, value in zip(("year", "month", "day"), values, strict=True)
    }
    fields = official.get(NEW).content.decode()
    assert all(f'name="{name}"' in fields for name in parts)
    preview = official.post(NEW, {name: value for name, value in SENT.items() if name not in dates} | parts)
    answer = official.post(NEW, sheet(preview, "decided"))
    assert answer.status_code == 302
    assert models.CarryOver.objects.get().until.isoformat() == SENT["until"]


def test_going_back_keeps_what_was_typed(official: PageClient) -> None:
    district = DistrictFactory.create()
    UserFactory.create(district=district)
    sent = {**SENT, "whom": "some", "districts": [district.code]}
    again = sheet(official.post(NEW, sent), "again")
    answer = official.post(NEW, again)
    assert answer.status_code == 200
    kept = sheet(answer, "document")
    assert (kept["document"], kept["reason"], kept["first_year"]) == ("見本告示第7号", "災害のため", "2028")
    assert kept["districts"] == district.code


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document": ""}, "決定した文書の番号を入れてください。"),
        ({"until": "2028-03-31"}, "期限を早めることはできません。"),
        (
            {"first": "2026-03-31", "last": "2026-03-31"},
            "2026年3月31日までに期限が来るポイントは、すでに失効",
        ),
        ({"whom": "some"}, "地区か会員番号のどちらかを選んでください。"),
        ({"whom": "some", "numbers": "u-NOBODY"}, "見つからない会員番号があります（1番目のu-N0B0DY）。"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    official: PageClient, changes: dict[str, str], sentence: str
) -> None:
    answer = official.post(NEW, {**SENT, **changes})
    assert answer.status_code in {409, 422}
    assert sentence in pages.words(answer)
    assert "災害のため" in answer.content.decode()


def test_numbers_are_read_as_people_write_them(official: PageClient) -> None:
    first, second = UserFactory.create(), UserFactory.create()
    typed = f"{first.code.removeprefix('u-').lower()}\n\n{second.code}、"
    official.post(NEW, {**SENT, "whom": "some", "numbers": typed, "decided": "1"})
    made = models.CarryOver.objects.get()
    assert made.owners == sorted([first.code, second.code])
    assert made.of_whom == "会員番号で選んだ2人"


def test_the_progress_is_shown_until_all_is_done(official: PageClient) -> None:
    factories.earn("u-ONE", 30)
    made = factories.decree()
    page = f"/points/carry-overs/{made.code}/"
    assert "あと1の口座" in pages.words(official.get(page))
    actions.carry_over(now=factories.NOW)
    assert "1の口座の30ポイントの期限を延ばしました。すべて終わっています。" in pages.words(official.get(page))


def test_a_person_reads_that_points_live_longer_and_by_what(client: PageClient) -> None:
    person = UserFactory.create()
    factories.earn(person, 30)
    factories.decree(document="見本告示第9号")
    actions.carry_over(now=factories.NOW)
    client.force_login(person)
    text = pages.words(client.get("/points/"))
    assert "2028年3月31日までだった30ポイントは、2029年3月31日まで使えるようになりました（見本告示第9号）。" in text


def api(**headers: str) -> APIClient:
    made = APIClient()
    made.force_login(administrator())
    made.credentials(**headers)
    return made


BODY = {name: value for name, value in SENT.items() if name not in {"key", "whom"}}


def test_the_api_previews_decides_once_and_tells_how_far_it_is() -> None:
    factories.earn("u-ONE", 30)
    user = api(HTTP_IDEMPOTENCY_KEY="one")
    reach = {"accounts": 1, "lots": 1, "points": 30}
    assert api().post("/api/v1/points/carry-overs/preview/", BODY, format="json").json() == reach
    made = [user.post("/api/v1/points/carry-overs/", BODY, format="json") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    code = made[0].json()["code"]
    assert made[1].json()["code"] == code
    assert user.get(f"/api/v1/points/carry-overs/{code}/").json()["left"] == reach


def test_the_api_names_the_numbers_that_nobody_has() -> None:
    answer = api().post("/api/v1/points/carry-overs/", {**BODY, "numbers": ["u-NOBODY"]}, format="json")
    assert answer.status_code == 400
    assert "u-NOBODY" in answer.content.decode()
