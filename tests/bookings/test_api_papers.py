"""Papers and check-ins as a client of the API sees them."""

import base64
import io
from collections.abc import Iterator
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from backend.accounts import models as accounts
from bookings import models
from bookings.queries import papers
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, bearer, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with time_machine.travel(flow.at("05-13 09:10"), tick=False):
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


def body(answer: HttpResponse) -> dict[str, object]:
    return answer.json()  # type: ignore[attr-defined,no-any-return]


def test_a_form_takes_what_is_left_out_from_the_booking_and_its_person() -> None:
    booking = flow.tentative(
        flow.room(deadlines=None),
        by=UserFactory.create(name="見本 花子", phone="0294-00-0001"),
        date=make.DAY + timedelta(days=1),
    )
    person = make.person_of(booking)
    done = post(person, f"bookings/{booking.code}/application", {"equipment": "いす8脚"})
    assert (done.status_code, body(done)["state"]) == (200, "applied")
    written = body(get(person, f"bookings/{booking.code}/application"))
    assert (written["applicant_name"], written["applicant_phone"]) == ("見本 花子", "0294-00-0001")
    assert (written["equipment"], written["on_paper"]) == ("いす8脚", False)


def test_a_late_form_is_a_problem_with_the_date() -> None:
    booking = flow.tentative(flow.room(deadlines={"form": flow.FORM | {"lapses": False}}))
    refused = post(make.person_of(booking), f"bookings/{booking.code}/application", {})
    assert (refused.status_code, body(refused)["code"]) == (409, "form_too_late")
    assert "2026年5月6日(水)まで" in str(body(refused)["detail"])


def test_a_permit_comes_with_its_pdf_and_what_its_code_says() -> None:
    booking = flow.permitted()
    permit = body(get(make.person_of(booking), f"bookings/{booking.code}/permit"))
    assert (permit["number"], permit["state"]) == (booking.code, "approved")
    assert str(permit["verification_url"]).endswith(f"/permits/{papers.permit(booking).token}/")
    drawn = pypdf.PdfReader(io.BytesIO(base64.b64decode(str(permit["pdf_base64"]))))
    assert booking.code in drawn.pages[0].extract_text()


def test_a_check_in_that_is_sent_again_is_done_once() -> None:
    booking = flow.permitted()
    desk = staff_of(booking.center.code)
    address = f"centers/{booking.center.code}/check-ins"
    sent = [post(desk, address, {"code": booking.code}, **{"Idempotency-Key": "check-in-1"}) for _ in range(2)]
    assert [body(answer)["already"] for answer in sent] == [False, False]
    assert sent[1].headers["Idempotent-Replay"] == "true"
    again = post(desk, address, {"code": papers.permit(booking).token})
    assert (again.status_code, body(again)["already"]) == (200, True)
    assert flow.states(booking) == ["tentative", "approved", "used"]


@pytest.mark.parametrize(
    ("moment", "code"), [("05-13 08:00", "check_in_too_early"), ("05-13 09:15", "check_in_too_late")]
)
def test_a_check_in_at_a_wrong_moment_is_a_named_problem(moment: str, code: str) -> None:
    booking = flow.permitted()
    with time_machine.travel(flow.at(moment), tick=False):
        refused = post(
            staff_of(booking.center.code), f"centers/{booking.center.code}/check-ins", {"code": booking.code}
        )
    assert (refused.status_code, body(refused)["code"]) == (409, code)


def test_a_report_is_handed_in_and_read_back() -> None:
    booking = flow.used()
    person = make.person_of(booking)
    missing = post(person, f"bookings/{booking.code}/report", {"headcount": 7, "checks": ["窓を閉めた"]})
    assert (missing.status_code, body(missing)["code"]) == (422, "checks_missing")
    said = {"headcount": 7, "checks": ["窓を閉めた", "明かりを消した"]}
    assert post(person, f"bookings/{booking.code}/report", said).status_code == 201
    assert body(get(person, f"bookings/{booking.code}/report"))["headcount"] == 7


def test_a_no_show_is_noted_spoken_against_and_put_right() -> None:
    booking = flow.permitted(flow.room(check_in=None))
    desk, person = staff_of(booking.center.code), make.person_of(booking)
    noted = post(desk, f"bookings/{booking.code}/no-show", {"reason": "誰も来なかった"})
    assert (noted.status_code, body(noted)["state"]) == (200, "no_show")
    assert post(person, f"bookings/{booking.code}/objection", {"text": "間違えました"}).status_code == 201
    right = post(desk, f"bookings/{booking.code}/correction", {"outcome": "cancelled", "reason": "確かめました"})
    assert (right.status_code, body(right)["state"]) == (200, "cancelled")
    assert models.NoShowObjection.objects.get(booking=booking).decided_by == desk


def test_a_token_that_only_reads_checks_nobody_in() -> None:
    booking = flow.permitted()
    desk = staff_of(booking.center.code)
    answer = Client().post(
        f"/api/v1/centers/{booking.center.code}/check-ins/",
        {"code": booking.code},
        content_type="application/json",
        headers=bearer(desk, "bookings:read"),
    )
    assert (answer.status_code, flow.states(booking)) == (403, ["tentative", "approved"])
