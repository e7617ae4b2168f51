"""What desks and the city decide, as a client of the API does it: restrictions, papers, replays, approvals."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from backend.accounts import models as accounts
from backend.common.models import AuditEntry
from backend.notices.models import Notice
from bookings import actions, enums, models
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import city_employee, city_official, staff_of

pytestmark = pytest.mark.django_db
ONE_IS_ENOUGH = flow.NO_SHOWS | {"limit": 1}


@pytest.fixture(autouse=True)
def _after_the_use() -> Iterator[None]:
    with time_machine.travel(flow.at("05-22 12:00"), tick=False):
        yield


def post(person: accounts.User, address: str, body: dict[str, object], **headers: str) -> HttpResponse:
    client = Client()
    client.force_login(person)
    return client.post(  # type: ignore[return-value]  # Django's test response is an HttpResponse with more on it
        f"/api/v1/{address}/", body, content_type="application/json", headers=headers
    )


def get(person: accounts.User, address: str) -> HttpResponse:
    client = Client()
    client.force_login(person)
    return client.get(f"/api/v1/{address}/")  # type: ignore[return-value]


def body(answer: HttpResponse, status: int = 200) -> dict[str, object]:
    assert answer.status_code == status, answer.content
    return answer.json()  # type: ignore[attr-defined,no-any-return]


def missing() -> models.Booking:
    return flow.missing(flow.room(check_in=None, no_shows=ONE_IS_ENOUGH))


def decision(booking: models.Booking, **changed: object) -> dict[str, object]:
    last = flow.at("06-05 00:00").date()
    return {"person": make.person_of(booking).code, "ends_on": str(last), "reason": "見本の理由"} | changed


def test_a_desk_restricts_on_evidence_lists_it_and_lifts_it() -> None:
    booking = missing()
    desk, where = staff_of(booking.center.code), f"centers/{booking.center.code}/restrictions"
    made = body(post(desk, where, decision(booking)), 201)
    assert (made["person"], made["group"], made["ends_on"]) == (make.person_of(booking).code, "", "2026-06-05")
    assert [one["code"] for one in body(get(desk, where))] == [made["code"]]  # type: ignore[index]
    looks = AuditEntry.objects.filter(action="bookings.restrictions", actor_code=desk.code)
    assert [look.about_code for look in looks] == [made["person"]]
    lifted = body(post(desk, f"restrictions/{made['code']}/lifting", {"reason": "話し合いができた"}))
    assert lifted["lift_reason"] == "話し合いができた"
    assert list(body(get(desk, where))) == []
    told = Notice.objects.filter(user=make.person_of(booking)).order_by("pk").values_list("template", flat=True)
    assert list(told)[-2:] == ["bookings/restricted", "bookings/restriction_lifted"]


def test_a_restriction_that_is_sent_again_with_its_key_is_one() -> None:
    booking = missing()
    desk, where = staff_of(booking.center.code), f"centers/{booking.center.code}/restrictions"
    key = {"Idempotency-Key": "mihon-restriction"}
    first, again = (post(desk, where, decision(booking), **key) for _ in range(2))
    assert (first.status_code, again.status_code, body(again, 201)) == (201, 201, body(first, 201))
    assert models.Restriction.objects.count() == 1
    assert body(post(desk, where, decision(booking)), 409)["code"] == "already_restricted"


def test_a_restriction_is_not_longer_than_the_rules_have_it_and_says_why() -> None:
    booking = missing()
    desk, where = staff_of(booking.center.code), f"centers/{booking.center.code}/restrictions"
    too_long = post(desk, where, decision(booking, ends_on="2027-01-01"))
    assert body(too_long, too_long.status_code)["code"] == "restriction_too_long"
    assert post(desk, where, decision(booking, reason="")).status_code == 400
    assert models.Restriction.objects.count() == 0


def test_nobody_is_restricted_who_was_never_missing() -> None:
    booking = missing()
    desk, where = staff_of(booking.center.code), f"centers/{booking.center.code}/restrictions"
    assert post(desk, where, decision(booking, person=desk.code)).status_code == 404
    assert post(desk, where, decision(booking, person="")).status_code == 404


def test_a_form_on_paper_is_noted_by_the_desk_alone() -> None:
    booking = flow.tentative(flow.room(deadlines=None), date=make.DAY + timedelta(days=30))
    where = f"bookings/{booking.code}/paper-application"
    assert post(make.person_of(booking), where, {}).status_code == 404
    done = body(post(staff_of(booking.center.code), where, {"remarks": "いす8脚"}))
    assert done["state"] == "applied"
    written = models.UseApplication.objects.get(booking=booking)
    assert (written.on_paper, written.remarks) == (True, "いす8脚")


def test_what_the_desk_saw_in_the_room_stands_beside_the_report() -> None:
    booking = flow.used()
    desk, where = staff_of(booking.center.code), f"bookings/{booking.code}/room-check"
    early = post(desk, where, {"note": "窓が開いていた"})
    assert body(early, early.status_code)["code"] == "report_missing"
    actions.submit_report(
        booking,
        by=make.person_of(booking),
        headcount=7,
        checks=flow.ROOM_CHECK["items"],
        trouble="",
        now=booking.ends_at,
    )
    checked = body(post(desk, where, {"note": "窓が開いていた"}))
    assert (checked["room_check_note"], checked["room_checked_at"]) == ("窓が開いていた", "2026-05-22T12:00:00+09:00")


def _replay(desk: accounts.User, center: models.Center) -> models.RulesReplay:
    draft = actions.draft_usage_rules(
        {},
        municipality=center.municipality,
        center=center,
        room=None,
        valid_from=flow.at("06-01 00:00").date(),
        by=desk,
        now=make.NOW,
    )
    return actions.request_replay(
        draft, first=flow.at("05-01 00:00").date(), last=flow.at("05-31 00:00").date(), by=desk, now=make.NOW
    )


def test_a_replay_is_stopped_and_goes_on() -> None:
    center = flow.tentative().center
    desk = staff_of(center.code)
    replay = _replay(desk, center)
    stopped = body(post(desk, f"rules-replays/{replay.code}/stop", {}))
    assert stopped["state"] == enums.ReplayState.FAILED
    again = body(post(desk, f"rules-replays/{replay.code}/resumption", {}))
    assert (again["state"], again["problem"]) == (enums.ReplayState.QUEUED, "")
    other = staff_of("elsewhere")
    assert [post(other, f"rules-replays/{replay.code}/{step}", {}).status_code for step in ("stop", "resumption")] == [
        404,
        404,
    ]


def test_the_city_lists_what_waits_for_it_and_decides() -> None:
    where = flow.room(deadlines=None, approval={"by": "city"})
    first, second = (flow.tentative(where, date=make.DAY + timedelta(days=days)) for days in (30, 31))
    city = city_official()
    listed = body(get(city, "city-approvals"))["results"]
    assert [one["code"] for one in listed] == [first.code, second.code]  # type: ignore[attr-defined]
    looks = AuditEntry.objects.filter(action="bookings.city_approvals", actor_code=city.code)
    assert {look.about_code for look in looks} == {make.person_of(one).code for one in (first, second)}
    assert body(post(city, f"bookings/{first.code}/approval", {}))["state"] == "approved"
    assert body(post(city, f"bookings/{second.code}/refusal", {"reason": "行事のため"}))["state"] == "refused"
    assert body(get(city, "city-approvals"))["results"] == []
    assert get(city_employee(), "city-approvals").status_code == 403
