"""The pages of the papers, each as its people use it."""

from collections.abc import Iterator

import pytest
import time_machine

from bookings import actions, models
from bookings.queries import papers
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """The clock stands ten minutes into the use."""
    with time_machine.travel(flow.at("05-13 09:10"), tick=False):
        yield


@pytest.fixture
def afterwards() -> Iterator[None]:
    """The clock stands shortly after the use."""
    with time_machine.travel(flow.at("05-13 12:10"), tick=False):
        yield


def state_of(booking: models.Booking) -> str:
    booking.refresh_from_db()
    return booking.state


@pytest.mark.usefixtures("at_now")
def test_the_form_comes_filled_in_and_makes_the_booking_applied(client: PageClient) -> None:
    booking = flow.tentative(by=UserFactory.create(name="見本 花子", phone="0294-00-0001"))
    client.force_login(make.person_of(booking))
    page = client.get(f"/bookings/{booking.code}/application/").content.decode()
    known = ['value="見本 花子"', 'value="0294-00-0001"', 'value="健康体操の練習"', 'value="8"', "2026年5月6日(水)まで"]
    assert [word for word in known if word not in page] == []
    sent = client.post(f"/bookings/{booking.code}/application/", flow.form(applicant_phone="０２９４−００−０００１"))
    assert (sent.status_code, sent["Location"], state_of(booking)) == (302, f"/bookings/{booking.code}/", "applied")
    assert booking.application.applicant_phone == "0294-00-0001"


@pytest.mark.usefixtures("at_now")
def test_what_was_typed_stays_when_something_is_to_be_mended(client: PageClient) -> None:
    booking = flow.tentative()
    client.force_login(make.person_of(booking))
    typed = flow.form(applicant_phone="内線の5番", equipment="いす20脚")
    sent = client.post(f"/bookings/{booking.code}/application/", typed)
    page = sent.content.decode()
    assert (sent.status_code, "市外局番から" in page, 'value="いす20脚"' in page) == (422, True, True)


@pytest.mark.usefixtures("at_now")
def test_a_late_form_stays_on_the_page_with_the_date_and_whom_to_ask(client: PageClient) -> None:
    booking = flow.tentative(flow.room(deadlines={"form": flow.FORM | {"lapses": False}}))
    with time_machine.travel(flow.at("05-07 10:00"), tick=False):
        client.force_login(make.person_of(booking))
        sent = client.post(f"/bookings/{booking.code}/application/", flow.form(equipment="いす20脚"))
    page = sent.content.decode()
    said = ["2026年5月6日(水)まで", "0294-00-0000", 'value="いす20脚"']
    assert (sent.status_code, [word for word in said if word not in page]) == (409, [])


@pytest.mark.usefixtures("at_now")
def test_a_desk_ticks_that_the_form_came_on_paper(client: PageClient) -> None:
    booking = flow.tentative()
    client.force_login(staff_of(booking.center.code))
    address = f"/bookings/{booking.code}/paper-application/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"received": "on"}).status_code == 302
    assert (state_of(booking), booking.application.on_paper) == ("applied", True)
    assert "（紙）" in client.get(f"/bookings/{booking.code}/").content.decode()


@pytest.mark.usefixtures("afterwards")
def test_a_report_is_sent_with_its_checks(client: PageClient) -> None:
    booking = flow.used()
    client.force_login(make.person_of(booking))
    page = client.get(f"/bookings/{booking.code}/report/").content.decode()
    assert ("2026年5月13日(水)まで" in page, "窓を閉めた" in page) == (True, True)
    said = {"headcount": "7", "checks": ["窓を閉めた"], "trouble": ""}
    refused = client.post(f"/bookings/{booking.code}/report/", said)
    assert (refused.status_code, "「明かりを消した」に印がありません" in refused.content.decode()) == (422, True)
    said["checks"] = ["窓を閉めた", "明かりを消した"]
    assert client.post(f"/bookings/{booking.code}/report/", said).status_code == 302
    assert (state_of(booking), booking.report.headcount) == ("reported", 7)


@pytest.mark.usefixtures("afterwards")
def test_a_desk_looks_at_the_room_beside_the_report(client: PageClient) -> None:
    booking = flow.used()
    client.force_login(staff_of(booking.center.code))
    address = f"/bookings/{booking.code}/room-check/"
    assert client.get(address).status_code == 404
    actions.submit_report(
        booking, by=flow.desk(), headcount=7, checks=[], trouble="椅子が1脚こわれています", now=flow.at("05-13 12:05")
    )
    assert "椅子が1脚こわれています" in client.get(address).content.decode()
    assert client.post(address, {"note": "確認しました"}).status_code == 302
    assert "確認しました" in client.get(f"/bookings/{booking.code}/").content.decode()


@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("form", ["code", "typed", "bare", "url", "token"])
def test_a_desk_checks_in_by_what_it_reads_or_types(client: PageClient, form: str) -> None:
    booking = flow.permitted()
    token = papers.permit(booking).token
    said = {
        "code": booking.code,
        "typed": f" {booking.code.upper().replace('B-', 'Ｂ－')} ",
        "bare": booking.code.removeprefix("b-").lower(),
        "url": f"https://example.test/permits/{token}/",
        "token": token,
    }
    client.force_login(staff_of(booking.center.code))
    address = f"/desk/centers/{booking.center.code}/check-in/"
    sent = client.post(address, {"code": said[form]}, follow=True)
    assert ("受け付けました" in sent.content.decode(), state_of(booking)) == (True, "used")
    again = client.post(address, {"code": said[form]}, follow=True)
    assert "もう受け付けが済んでいます" in again.content.decode()


@pytest.mark.usefixtures("on_the_day")
def test_a_wrong_code_stays_to_be_mended(client: PageClient) -> None:
    center = make.CenterFactory.create()
    client.force_login(staff_of(center.code))
    sent = client.post(f"/desk/centers/{center.code}/check-in/", {"code": "b-000000000"})
    page = sent.content.decode()
    assert (sent.status_code, 'value="b-000000000"' in page, "見つかりません" in page) == (404, True, True)


@pytest.mark.usefixtures("on_the_day")
def test_the_permit_of_another_center_is_told_at_the_desk(client: PageClient) -> None:
    booking, center = flow.permitted(), make.CenterFactory.create()
    client.force_login(staff_of(center.code))
    sent = client.post(f"/desk/centers/{center.code}/check-in/", {"code": booking.code})
    assert (sent.status_code, booking.center.name in sent.content.decode()) == (409, True)
    assert state_of(booking) == "approved"


@pytest.mark.usefixtures("on_the_day")
def test_a_desk_checks_in_from_the_booking_itself(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(staff_of(booking.center.code))
    address = f"/bookings/{booking.code}/check-in/"
    assert "来たので受け付ける" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert (state_of(booking), "受け付けは済んでいます" in client.get(address).content.decode()) == ("used", True)


@pytest.mark.usefixtures("on_the_day")
def test_a_person_does_not_check_themselves_in(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(make.person_of(booking))
    assert client.post(f"/bookings/{booking.code}/check-in/").status_code == 404
    assert state_of(booking) == "approved"


@pytest.mark.usefixtures("on_the_day")
def test_a_desk_notes_that_nobody_came(client: PageClient) -> None:
    booking = flow.permitted()
    client.force_login(staff_of(booking.center.code))
    address = f"/bookings/{booking.code}/no-show/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "部屋に誰もいなかった"}).status_code == 302
    assert state_of(booking) == "no_show"


@pytest.mark.usefixtures("afterwards")
def test_a_person_says_that_a_date_was_wrong_and_the_desk_puts_it_right(client: PageClient) -> None:
    booking = flow.missing()
    client.force_login(make.person_of(booking))
    page = client.get(f"/bookings/{booking.code}/").content.decode()
    assert f"/bookings/{booking.code}/objection/" in page
    address = f"/bookings/{booking.code}/objection/"
    assert "2026年5月20日(水)まで" in client.get(address).content.decode()
    assert client.post(address, {"text": "日にちを間違えました"}).status_code == 302
    client.force_login(staff_of(booking.center.code))
    assert "日にちを間違えました" in client.get(f"/desk/centers/{booking.center.code}/attendance/").content.decode()
    correction = f"/bookings/{booking.code}/correction/"
    assert "日にちを間違えました" in client.get(correction).content.decode()
    assert client.post(correction, {"outcome": "cancelled", "reason": "確かめました"}).status_code == 302
    assert state_of(booking) == "cancelled"


@pytest.mark.usefixtures("afterwards")
def test_a_room_that_went_to_others_keeps_what_the_desk_typed(client: PageClient) -> None:
    room = flow.room(check_in=None, deadlines=None)
    booking = flow.missing(room, periods=("morning", "afternoon"))
    make.BookingFactory.create(room=room, periods=("afternoon",), now=flow.at("05-13 12:05"))
    client.force_login(staff_of(booking.center.code))
    sent = client.post(f"/bookings/{booking.code}/correction/", {"outcome": "used", "reason": "来たそうです"})
    page = sent.content.decode()
    assert (sent.status_code, "来たそうです" in page, "ほかの方の予約になりました" in page) == (409, True, True)


def missing_twice() -> models.Booking:
    room = flow.room(check_in=None, deadlines=None)
    person = UserFactory.create()
    flow.missing(room, by=person)
    return flow.missing(room, periods=("night",), by=person)


@pytest.mark.usefixtures("at_now")
def test_a_desk_decides_with_the_evidence_before_it_and_lifts_early(client: PageClient) -> None:
    booking = missing_twice()
    person, center = make.person_of(booking), booking.center
    with time_machine.travel(flow.at("06-05 10:00"), tick=False):
        client.force_login(staff_of(center.code))
        page = client.get(f"/desk/centers/{center.code}/attendance/").content.decode()
        address = f"/desk/centers/{center.code}/restrictions/new/?person={person.code}"
        assert f"?person={person.code}" in page
        shown = client.get(address).content.decode()
        assert [word for word in ("2回", "5月13日", "2026年7月4日(土)まで") if word not in shown] == []
        said = {
            "ends_on_year": "2026",
            "ends_on_month": "7",
            "ends_on_day": "5",
            "reason": "2回続けて来られませんでした",
        }
        late = client.post(address, said)
        assert (late.status_code, "2回続けて来られませんでした" in late.content.decode()) == (422, True)
        assert client.post(address, said | {"ends_on_day": "4"}).status_code == 302
        (made,) = models.Restriction.objects.all()
        lifting = f"/restrictions/{made.code}/lifting/"
        assert lifting in client.get(f"/desk/centers/{center.code}/attendance/").content.decode()
        assert client.get(lifting).status_code == 200
        assert client.post(lifting, {"reason": "事情がわかりました"}).status_code == 302
        made.refresh_from_db()
        assert made.lifted_at == flow.at("06-05 10:00")


@pytest.mark.usefixtures("at_now")
def test_a_desk_looks_at_nobody_without_no_shows(client: PageClient) -> None:
    room, other = flow.room(), UserFactory.create()
    client.force_login(staff_of(room.center.code))
    address = f"/desk/centers/{room.center.code}/restrictions/new/"
    assert client.get(f"{address}?person={other.code}").status_code == 404
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("afterwards")
def test_a_desk_finds_what_passed_without_a_word(client: PageClient) -> None:
    booking = flow.permitted(flow.room(check_in={"opens_minutes": 30}))
    client.force_login(staff_of(booking.center.code))
    page = client.get(f"/desk/centers/{booking.center.code}/attendance/").content.decode()
    assert f"/bookings/{booking.code}/no-show/" in page


@pytest.mark.usefixtures("at_now")
@pytest.mark.parametrize(
    ("make_it", "moment", "links"),
    [
        (flow.tentative, "05-02 10:00", ["application"]),
        (flow.permitted, "05-02 10:00", ["permit"]),
        (flow.used, "05-13 12:10", ["permit", "report"]),
    ],
)
def test_a_booking_offers_its_person_the_next_paper(
    client: PageClient, make_it: object, moment: str, links: list[str]
) -> None:
    booking = make_it()  # type: ignore[operator]  # one of the makers of paper_flow
    with time_machine.travel(flow.at(moment), tick=False):
        client.force_login(make.person_of(booking))
        page = client.get(f"/bookings/{booking.code}/").content.decode()
    every = ("application", "permit", "report", "objection", "check-in", "paper-application", "room-check", "no-show")
    assert [link for link in every if f'/bookings/{booking.code}/{link}/"' in page] == links
