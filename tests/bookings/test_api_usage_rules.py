"""Usage rules under /api/v1/: public reading, drafts with their digest, replays with their progress."""

from typing import Any

import pytest

from backend.accounts import models as accounts
from bookings import models, tasks
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SMALL: dict[str, Any] = {"headcount": {"maximum": 5}}


@pytest.fixture
def center() -> models.Center:
    return make.CenterFactory.create(code="kuji", name="見本交流センター")


@pytest.fixture
def desk(client: PageClient, center: models.Center) -> accounts.User:
    person = staff_of(center.code)
    client.force_login(person)
    return person


def send(client: PageClient, method: str, where: str, body: Any = None, **headers: str) -> Any:  # noqa: ANN401
    call = getattr(client, method)
    return call(f"/api/v1/{where}", body or {}, content_type="application/json", headers=headers)


def test_anybody_reads_the_rules_of_a_center(client: PageClient, center: models.Center) -> None:
    version = make.publish(center, SMALL)
    answer = client.get("/api/v1/centers/kuji/rules/?on=2026-05-13").json()
    assert (answer["date"], answer["content"]) == ("2026-05-13", SMALL)
    assert [paragraph["text"] for paragraph in answer["paragraphs"]] == ["5人までで利用してください。"]
    assert [found["code"] for found in answer["versions"]] == [version.code]


@pytest.mark.usefixtures("desk")
def test_a_draft_goes_from_the_first_word_to_publication(client: PageClient, center: models.Center) -> None:
    made = send(client, "post", "usage-rules/drafts/", {"center": "kuji", "valid_from": "2026-06-01", "content": {}})
    code, digest = made.json()["code"], made.json()["digest"]
    changed = send(client, "put", f"usage-rules/drafts/{code}/", {"digest": digest, "content": SMALL})
    assert (changed.status_code, changed.json()["content"]) == (200, SMALL)
    late = send(client, "put", f"usage-rules/drafts/{code}/", {"digest": digest, "content": {}})
    assert (late.status_code, late.json()["code"]) == (409, "rules_changed_meanwhile")
    done = send(client, "post", f"usage-rules/drafts/{code}/publication/", {"valid_from": "2026-06-01"})
    assert (done.status_code, done.json()["told"]) == (200, 0)
    assert send(client, "delete", f"usage-rules/drafts/{code}/").status_code == 409


@pytest.mark.usefixtures("desk", "center")
def test_every_problem_of_a_content_comes_at_once(client: PageClient) -> None:
    content = {"hours": {"opens": "9"}, "headcount": {"minimum": -1}}
    body = {"center": "kuji", "valid_from": "2026-06-01", "content": content}
    answer = send(client, "post", "usage-rules/drafts/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "rules_invalid")
    assert len(answer.json()["data"]["found"]) == 3


@pytest.mark.usefixtures("desk")
def test_a_replay_tells_how_far_it_is_and_what_it_found(client: PageClient, center: models.Center) -> None:
    make.BookingFactory.create(room=make.RoomFactory.create(center=center), headcount=9)
    body = {"center": "kuji", "valid_from": "2026-06-01", "content": SMALL}
    code = send(client, "post", "usage-rules/drafts/", body).json()["code"]
    days = {"first": "2026-05-01", "last": "2026-05-31"}
    where = f"usage-rules/drafts/{code}/replays/"
    key = {"Idempotency-Key": "mihon-1"}
    asked = send(client, "post", where, days, **key)
    again = send(client, "post", where, days, **key)
    assert (asked.status_code, asked.json()["state"], again.json()) == (202, "queued", asked.json())
    tasks.go_on_with_replays()
    answer = client.get(f"/api/v1/rules-replays/{asked.json()['code']}/").json()
    assert (answer["replay"]["state"], answer["replay"]["done"], answer["replay"]["refused"]) == ("done", 1, 1)
    assert answer["by_rule"] == [{"name": "人数が多い", "refused": 1, "total": 1}]
    assert [replay["code"] for replay in client.get(f"/api/v1/{where}").json()] == [asked.json()["code"]]


@pytest.mark.usefixtures("desk")
def test_centers_are_compared_with_the_city_s_default(client: PageClient, center: models.Center) -> None:
    make.publish(center, SMALL)
    answer = client.get("/api/v1/usage-rules/comparison/?center=kuji").json()
    assert answer["columns"] == ["見本市の標準", "見本交流センター"]
    assert [cell["letter"] for cell in answer["lines"][0]["cells"]] == ["A", "B"]


@pytest.mark.usefixtures("desk", "center")
def test_a_desk_drafts_nothing_for_others(client: PageClient) -> None:
    make.CenterFactory.create(code="suwa")
    for scope in ({"center": "suwa"}, {}):
        body = {"valid_from": "2026-06-01", "content": SMALL, **scope}
        assert send(client, "post", "usage-rules/drafts/", body).status_code == 403
