"""Tokens, scopes and what the API says when it refuses."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.accounts import actions, enums, errors, models
from backend.common import clock
from backend.common import models as common
from backend.notices import models as told
from tests.architecture import addresses
from tests.factories import accounts, notices

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


@pytest.fixture
def api() -> Client:
    return Client()


def test_a_token_with_its_scope_reads_oneself(api: Client) -> None:
    person = accounts.UserFactory.create()
    answer = api.get(ME, headers=accounts.bearer(person, "profile:read"))
    assert (answer.status_code, answer.json()["code"], answer.json()["name"]) == (200, person.code, person.name)


def test_a_token_without_the_scope_is_told_which_is_missing(api: Client) -> None:
    answer = api.get(ME, headers=accounts.bearer(accounts.UserFactory.create(), "notices:read"))
    assert answer.status_code == 403
    assert (answer.json()["code"], answer.json()["data"]) == ("scope_missing", {"scope": "profile:read"})


def test_reading_does_not_allow_writing(api: Client) -> None:
    notice = notices.NoticeFactory.create()
    path = reverse("api-notices:notice-reading", args=[notice.code])
    assert api.post(path, headers=accounts.bearer(notice.user, "notices:read")).status_code == 403
    assert api.post(path, headers=accounts.bearer(notice.user, "notices:write")).status_code == 200


@pytest.mark.parametrize("header", ["Bearer tsu_nobodys", "Bearer ", "Bearer tsu_a b", "bearer x"])
def test_a_token_that_is_nobodys_gets_401_with_a_challenge(api: Client, header: str) -> None:
    answer = api.get(ME, headers={"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_revoked_token_ends_at_once(api: Client) -> None:
    person = accounts.UserFactory.create()
    header = accounts.bearer(person, "profile:read")
    actions.revoke_token(models.ApiToken.objects.get(), by=person, now=clock.now())
    assert api.get(ME, headers=header).status_code == 401


def test_a_token_ends_with_its_last_day(api: Client) -> None:
    header = accounts.bearer(accounts.UserFactory.create(), "profile:read")
    ends = models.ApiToken.objects.get().expires_at
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        assert api.get(ME, headers=header).status_code == 200
    with time_machine.travel(ends, tick=False):
        assert api.get(ME, headers=header).status_code == 401


def test_a_token_ends_with_its_person(api: Client) -> None:
    person = accounts.UserFactory.create()
    header = accounts.bearer(person, "profile:read")
    models.User.objects.update(is_active=False)
    assert api.get(ME, headers=header).status_code == 401


def test_the_last_use_is_noted_at_most_once_a_minute(api: Client) -> None:
    header = accounts.bearer(accounts.UserFactory.create(), "profile:read")
    noon = clock.now()
    seen = []
    for seconds in (0, 59, 60):
        with time_machine.travel(noon + timedelta(seconds=seconds), tick=False):
            api.get(ME, headers=header)
        seen.append(models.ApiToken.objects.get().last_used_at)
    assert [at and round((at - noon).total_seconds()) for at in seen] == [0, 0, 60]


def test_only_the_hash_of_a_token_is_kept() -> None:
    person = accounts.UserFactory.create()
    issued = actions.issue_token(by=person, name="見本", scopes=["profile:read"], days=30, now=clock.now())
    kept = models.ApiToken.objects.values().get()
    assert issued.secret.startswith(kept["hint"])
    assert len(issued.secret) - len(kept["hint"]) >= 32
    assert issued.secret not in str(kept)
    assert issued.secret not in str(list(common.AuditEntry.objects.values()))


def test_a_token_that_allows_nothing_is_refused() -> None:
    with pytest.raises(errors.TokenShape):
        actions.issue_token(by=accounts.UserFactory.create(), name="見本", scopes=[], days=30, now=clock.now())


def test_a_session_needs_the_csrf_token_to_write(api: Client) -> None:
    notice = notices.NoticeFactory.create()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(notice.user)
    path = reverse("api-notices:notice-reading", args=[notice.code])
    answer = careful.post(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert _unread() == 1


def _unread() -> int:
    return told.Notice.objects.filter(read_at__isnull=True).count()


PROBLEMS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("get", "/api/v1/nowhere/", {}, 404, "not_found"),
    ("get", "/api/v1/notices/n-NOBODY000/reading/", {}, 405, "method_not_allowed"),
    ("post", "/api/v1/notices/n-NOBODY000/reading/", {}, 404, "not_found"),
    ("delete", ME, {}, 405, "method_not_allowed"),
    (
        "post",
        "/api/v1/notices/n-NOBODY000/reading/",
        {"data": "<a/>", "content_type": "text/xml", "headers": {"Idempotency-Key": "k"}},
        415,
        "unsupported_media_type",
    ),
    (
        "post",
        "/api/v1/notices/n-NOBODY000/reading/",
        {"data": "{", "content_type": "application/json", "headers": {"Idempotency-Key": "k"}},
        400,
        "parse_error",
    ),
    ("get", f"{ME}?format=xml", {}, 404, "not_found"),
    ("get", ME, {"headers": {"Accept": "text/csv"}}, 406, "not_acceptable"),
    ("get", "/api/v1/notices/?cursor=nonsense", {}, 404, "not_found"),
]


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), PROBLEMS)
def test_every_refusal_is_a_problem_document(
    api: Client, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    api.force_login(accounts.UserFactory.create())
    answer = getattr(api, method)(path, **more)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    body = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/help/errors/#{code}")
    assert set(body) == {"type", "code", "title", "status", "detail", "data"}


def test_too_many_calls_are_told_when_to_come_back(api: Client) -> None:
    answers = [api.get("/api/v1/perks/") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert (answers[-1].headers["Content-Type"], answers[-1].json()["code"]) == (
        "application/problem+json",
        "throttled",
    )


def test_lists_come_in_pages_that_neither_skip_nor_repeat(api: Client) -> None:
    person = accounts.UserFactory.create()
    sent = notices.NoticeFactory.create_batch(5, user=person)
    api.force_login(person)
    seen: list[str] = []
    path: str | None = "/api/v1/notices/?page_size=2"
    while path:
        page = api.get(path).json()
        seen += [notice["code"] for notice in page["results"]]
        notices.NoticeFactory.create(user=person)  # meanwhile something new arrives
        path = page["next"]
    assert seen == [notice.code for notice in reversed(sent)]


def test_one_lists_ones_own_groups_alone(api: Client) -> None:
    person, other = accounts.UserFactory.create_batch(2)
    mine = accounts.GroupFactory.create(representative=person)
    accounts.GroupFactory.create(representative=other)
    api.force_login(person)
    assert [group["code"] for group in api.get("/api/v1/groups/").json()["results"]] == [mine.code]


def test_a_token_issued_and_revoked_stands_in_the_log() -> None:
    person = accounts.UserFactory.create()
    accounts.bearer(person, "profile:read")
    token = models.ApiToken.objects.get()
    actions.revoke_token(token, by=person, now=clock.now())
    actions.revoke_token(token, by=person, now=clock.now())
    lines = common.AuditEntry.objects.order_by("pk").values_list("action", "subject_code")
    assert list(lines) == [("accounts.token_issued", token.code), ("accounts.token_revoked", token.code)]


def test_every_scope_is_one_that_a_view_asks_for() -> None:
    asked = set()
    for address in addresses.everything():
        if view := address.api_view:
            scope = getattr(view, "scope", "")
            asked |= {f"{scope}:{'read' if method == 'GET' else 'write'}" for method in address.methods}
    assert set(enums.Scope.values) - asked == set()
