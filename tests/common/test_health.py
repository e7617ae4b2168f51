import datetime
import json
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from backend.common import heartbeat, tasks

NOON = datetime.datetime(2026, 5, 1, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def asker() -> Client:
    return Client()


def body_of(asker: Client, status: int) -> dict[str, Any]:
    answer = asker.get("/readyz")
    assert answer.status_code == status, answer.content
    body: dict[str, Any] = json.loads(answer.content)
    return body


def test_alive_asks_no_other_part(asker: Client) -> None:
    answer = asker.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(asker: Client, path: str) -> None:
    assert asker.post(path).status_code == 405


@pytest.mark.django_db
def test_ready_when_all_parts_work(asker: Client) -> None:
    tasks.beat_heart()
    parts = {"database": "ok", "redis": "ok", "migrations": "ok", "worker": "ok"}
    assert body_of(asker, 200) == {"status": "ready", "failing": [], "parts": parts}


@pytest.mark.django_db
def test_a_worker_that_never_beat_is_named(asker: Client) -> None:
    body = body_of(asker, 503)
    assert (body["failing"], body["parts"]["worker"]) == (["worker"], "no heartbeat yet")


@pytest.mark.django_db
def test_a_worker_that_stopped_is_named_with_the_time_since(asker: Client) -> None:
    heartbeat.beat(now=NOON)
    with time_machine.travel(NOON + datetime.timedelta(minutes=5), tick=False):
        body = body_of(asker, 503)
    assert (body["failing"], body["parts"]["worker"]) == (["worker"], "no heartbeat for 300 s")


@pytest.mark.django_db
def test_a_beat_or_two_may_be_missed(asker: Client) -> None:
    heartbeat.beat(now=NOON)
    with time_machine.travel(NOON + heartbeat.LATE, tick=False):
        assert body_of(asker, 200)["failing"] == []


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_named(asker: Client) -> None:
    tasks.beat_heart()
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    body = body_of(asker, 503)
    assert (body["failing"], body["parts"]["migrations"]) == (["migrations"], "1 not applied")


@pytest.mark.django_db
def test_a_redis_that_is_away_is_named(asker: Client, settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    body = body_of(asker, 503)
    assert (body["failing"], body["parts"]["redis"]) == (["redis", "worker"], "Redis does not answer")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_named(asker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.beat_heart()
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict, "PORT", "1")
    body = body_of(asker, 503)
    assert (body["failing"], body["parts"]["database"]) == (
        ["database", "migrations"],
        "the database does not answer",
    )
