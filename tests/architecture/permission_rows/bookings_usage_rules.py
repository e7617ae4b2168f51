"""Usage rules: what is ruled is public, drafts and replays are for those who look after the rules."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from bookings import actions, models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

SIGN_IN = tables.SIGN_IN
UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
NOTE = "見本の見直し"
NAME = "見本 来客"
CONTENT: dict[str, Any] = {"headcount": {"maximum": 3}}
FROM = date(2026, 5, 10)


def _draft_of(cast: tables.Cast) -> models.UsageRules:
    center = make.CenterFactory.create(code=cast.center_code)
    person = UserFactory.create(name=NAME)
    make.BookingFactory.create(room=make.RoomFactory.create(center=center), by=person)
    return actions.draft_usage_rules(
        CONTENT,
        municipality=center.municipality,
        center=center,
        valid_from=FROM,
        note=NOTE,
        by=cast.staff,
        now=tables.NOW,
    )


def _draft(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code}, secret=NOTE)


def _silent(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code})


def _clause(cast: tables.Cast) -> tables.Target:
    draft = _draft_of(cast)
    data = {"mode": "own", "maximum": "9", "seen": draft.digest}
    return tables.Target(kwargs={"code": draft.code, "kind": "headcount"}, data=data)


def _plan(cast: tables.Cast) -> tables.Target:
    return tables.Target(
        kwargs={"code": _draft_of(cast).code}, data={"valid_from": "2026-06-01", "note": NOTE}, secret=NOTE
    )


def _publication(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code}, data={"valid_from": FROM.isoformat(), "sure": "on"})


def _concerned(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code}, secret=NAME)


def _new(cast: tables.Cast) -> tables.Target:
    center = make.CenterFactory.create(code=cast.center_code)
    make.CenterFactory.create(code=cast.other_center_code)
    data = {"scope": f"center:{center.code}", "valid_from": "2026-06-01", "start": "empty"}
    return tables.Target(data=data)


def _days(cast: tables.Cast) -> tables.Target:
    data = {"first": make.DAY.isoformat(), "last": (make.DAY + timedelta(days=1)).isoformat()}
    return tables.Target(kwargs={"code": _draft_of(cast).code}, data=data)


def _replay_of(cast: tables.Cast) -> models.RulesReplay:
    draft = _draft_of(cast)
    made = actions.request_replay(draft, first=make.DAY, last=make.DAY, by=cast.staff, now=tables.NOW)
    actions.replay_rules(made.pk, now=tables.NOW)
    return made


def _replay(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _replay_of(cast).code}, secret="人数が多い")


def _replay_to_steer(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _replay_of(cast).code})


def _replay_bookings(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _replay_of(cast).code}, secret=NAME)


def _centers(cast: tables.Cast) -> tables.Target:
    make.CenterFactory.create(code=cast.center_code)
    return tables.Target()


def _center(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": make.CenterFactory.create(code=cast.center_code).code})


def _new_by_api(cast: tables.Cast) -> tables.Target:
    make.CenterFactory.create(code=cast.center_code)
    data = {"center": cast.center_code, "valid_from": "2026-06-01", "content": CONTENT}
    return tables.Target(data=data)


def _change_by_api(cast: tables.Cast) -> tables.Target:
    draft = _draft_of(cast)
    return tables.Target(kwargs={"code": draft.code}, data={"digest": draft.digest, "content": CONTENT})


def _day_by_api(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code}, data={"valid_from": FROM.isoformat()})


def _row(name: str, build: tables.Builder, answer: int, *, method: str = "GET") -> tables.Row:
    """Those who work at the center, and administrators; others learn nothing."""
    anonymous: tables.Answer = UNAUTHORIZED if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, 404, 404, answer, 404, answer, method=method)


ROWS = [
    tables.Row("bookings:usage-rules", _centers, SIGN_IN, 403, 403, 200, 200, 200, city_official=200),
    tables.Row("bookings:usage-rules-new", _new, SIGN_IN, 403, 403, 200, 200, 200, city_official=200),
    tables.Row("bookings:usage-rules-new", _new, SIGN_IN, 403, 403, 302, 422, 302, method="POST", city_official=422),
    tables.Row("bookings:usage-rules-comparison", _centers, SIGN_IN, 403, 403, 200, 200, 200, city_official=200),
    tables.Row("bookings:usage-rules-comparison-file", _centers, SIGN_IN, 403, 403, 200, 200, 200, city_official=200),
    _row("bookings:usage-rules-version", _draft, 200),
    _row("bookings:usage-rules-clause", _clause, 200),
    _row("bookings:usage-rules-clause", _clause, 302, method="POST"),
    _row("bookings:usage-rules-concerned", _concerned, 200),
    _row("bookings:usage-rules-file", _silent, 200),
    _row("bookings:usage-rules-plan", _plan, 200),
    _row("bookings:usage-rules-plan", _publication, 302, method="POST"),
    _row("bookings:usage-rules-publication", _publication, 200),
    _row("bookings:usage-rules-publication", _publication, 302, method="POST"),
    _row("bookings:usage-rules-removal", _silent, 200),
    _row("bookings:usage-rules-removal", _silent, 302, method="POST"),
    _row("bookings:usage-rules-replays", _days, 302, method="POST"),
    _row("bookings:rules-replay", _replay, 200),
    _row("bookings:rules-replay-bookings", _replay_bookings, 200),
    _row("bookings:rules-replay-stop", _replay_to_steer, 302, method="POST"),
    _row("bookings:rules-replay-resumption", _replay_to_steer, 302, method="POST"),
    tables.Row("bookings:city-approvals", tables.nothing, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.public("api-bookings:center-rules", _center),
    tables.Row(
        "api-bookings:usage-rules-comparison", _centers, UNAUTHORIZED, 403, 403, 200, 200, 200, city_official=200
    ),
    tables.Row("api-bookings:usage-rules-drafts", _centers, UNAUTHORIZED, 403, 403, 200, 200, 200, city_official=200),
    tables.Row("api-bookings:usage-rules-drafts", _new_by_api, UNAUTHORIZED, 403, 403, 201, 403, 201, method="POST"),
    _row("api-bookings:usage-rules-draft", _draft, 200),
    _row("api-bookings:usage-rules-draft", _change_by_api, 200, method="PUT"),
    _row("api-bookings:usage-rules-draft", _silent, 204, method="DELETE"),
    _row("api-bookings:usage-rules-publication", _day_by_api, 200, method="POST"),
    _row("api-bookings:usage-rules-replays", _silent, 200),
    _row("api-bookings:usage-rules-replays", _days, 202, method="POST"),
    _row("api-bookings:rules-replay", _replay, 200),
    _row("api-bookings:rules-replay-stop", _replay_to_steer, 200, method="POST"),
    _row("api-bookings:rules-replay-resumption", _replay_to_steer, 200, method="POST"),
    tables.Row("api-bookings:city-approvals", tables.nothing, UNAUTHORIZED, 403, 403, 403, 403, 200, city_official=200),
]
