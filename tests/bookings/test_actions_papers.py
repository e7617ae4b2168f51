from typing import Any

import pytest

from backend.common import models as common
from backend.notices.models import Notice
from bookings import actions, errors, models
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_form_makes_a_tentative_booking_applied_and_holds_its_room() -> None:
    booking = flow.tentative()
    applied = actions.submit_application(booking, by=make.person_of(booking), now=flow.at("05-06 23:59"), **flow.form())
    assert (applied.state, applied.holds_until) == ("applied", None)
    assert flow.states(applied) == ["tentative", "applied"]
    assert models.UseApplication.objects.get(booking=applied).equipment == "いす8脚"
    assert common.AuditEntry.objects.filter(action="bookings.applied", subject_code=applied.code).count() == 1


def test_a_form_that_comes_late_is_refused_with_its_date() -> None:
    booking = flow.tentative()
    with pytest.raises(errors.FormTooLate, match=r"2026年5月6日\(水\)まで"):
        actions.submit_application(booking, by=make.person_of(booking), now=flow.at("05-07 00:00"), **flow.form())
    assert not models.UseApplication.objects.exists()


def test_a_late_form_is_taken_by_the_desk_where_nothing_lapses() -> None:
    room = flow.room(deadlines={"form": flow.FORM | {"lapses": False}})
    booking = flow.tentative(room)
    applied = actions.receive_application(booking, by=flow.desk(), now=flow.at("05-08 10:00"))
    assert (applied.state, applied.application.on_paper) == ("applied", True)


def test_where_it_lapses_not_even_the_desk_takes_a_late_form() -> None:
    booking = flow.tentative()
    with pytest.raises(errors.HoldOver, match="5月6日"):
        actions.receive_application(booking, by=flow.desk(), now=flow.at("05-07 00:00"))


def test_a_late_booking_is_not_permitted_before_the_sweep_comes_by() -> None:
    booking = flow.tentative()
    with pytest.raises(errors.HoldOver):
        actions.approve_booking(booking, by=flow.desk(), now=flow.at("05-07 00:00"))


def test_a_form_on_paper_says_whom_the_booking_is_for() -> None:
    booking = flow.tentative()
    actions.receive_application(booking, by=flow.desk(), now=make.NOW, remarks="印あり")
    written = models.UseApplication.objects.get(booking=booking)
    assert (written.applicant_name, written.remarks) == (make.person_of(booking).name, "印あり")


def test_a_form_can_be_mended_until_it_is_decided() -> None:
    booking = flow.tentative()
    person = make.person_of(booking)
    actions.submit_application(booking, by=person, now=make.NOW, **flow.form())
    mended = actions.submit_application(booking, by=person, now=flow.at("05-08 10:00"), **flow.form(headcount=12))
    assert (mended.headcount, mended.state, flow.states(mended)) == (12, "applied", ["tentative", "applied"])
    approved = actions.approve_booking(mended, by=flow.desk(), now=flow.at("05-08 11:00"))
    with pytest.raises(errors.FormNotNeeded):
        actions.submit_application(approved, by=person, now=flow.at("05-08 12:00"), **flow.form())


def test_a_form_with_too_many_people_for_the_room_is_refused() -> None:
    booking = flow.tentative()
    with pytest.raises(errors.HeadcountRefused, match="30人"):
        actions.submit_application(booking, by=make.person_of(booking), now=make.NOW, **flow.form(headcount=31))
    booking.refresh_from_db()
    assert (booking.state, booking.headcount) == ("tentative", 8)


def test_a_report_ends_the_way_of_a_booking() -> None:
    booking = flow.used()
    assert booking.report_due_at == flow.at("05-14 00:00")
    reported = actions.submit_report(
        booking,
        by=make.person_of(booking),
        headcount=7,
        checks=["窓を閉めた", "明かりを消した"],
        trouble="",
        now=flow.at("05-13 12:10"),
    )
    assert flow.states(reported) == ["tentative", "approved", "used", "reported"]
    assert models.UseReport.objects.get(booking=reported).headcount == 7


def test_a_report_needs_every_check_or_a_word_about_it() -> None:
    booking = flow.used()
    said: dict[str, Any] = {
        "by": make.person_of(booking),
        "headcount": 7,
        "checks": ["窓を閉めた"],
        "now": flow.at("05-13 12:10"),
    }
    with pytest.raises(errors.ChecksMissing, match="「明かりを消した」"):
        actions.submit_report(booking, trouble=" ", **said)
    assert actions.submit_report(booking, trouble="スイッチがこわれています", **said).state == "reported"


def test_a_report_before_the_use_is_too_early() -> None:
    booking = flow.permitted()
    with pytest.raises(errors.ReportTooEarly, match=r"5月13日\(水\) 09:00"):
        actions.submit_report(
            booking, by=make.person_of(booking), headcount=7, checks=[], trouble="見本", now=flow.at("05-13 08:59")
        )


def test_a_report_counts_a_use_that_nobody_has_settled_while_beat_was_down() -> None:
    booking = flow.permitted(flow.room(check_in=None))
    reported = actions.submit_report(
        booking,
        by=make.person_of(booking),
        headcount=7,
        checks=["窓を閉めた", "明かりを消した"],
        trouble="",
        now=flow.at("05-20 10:00"),
    )
    assert flow.states(reported) == ["tentative", "approved", "used", "reported"]


def test_the_desks_look_at_the_room_stands_beside_the_report() -> None:
    booking, desk = flow.used(), flow.desk()
    with pytest.raises(errors.ReportMissing):
        actions.check_room(booking, by=desk, note="", now=flow.at("05-13 12:20"))
    actions.submit_report(
        booking, by=desk, headcount=7, checks=flow.ROOM_CHECK["items"], trouble="", now=flow.at("05-13 12:20")
    )
    checked = actions.check_room(booking, by=desk, note="机の傷", now=flow.at("05-13 12:30"))
    assert (checked.room_checked_by, checked.room_check_note) == (desk, "机の傷")


def test_forms_are_asked_for_once_two_days_before_they_are_due() -> None:
    booking = flow.tentative()
    assert actions.remind_of_forms(now=flow.at("05-04 23:59")) == 0
    assert actions.remind_of_forms(now=flow.at("05-05 00:00")) == 1
    assert actions.remind_of_forms(now=flow.at("05-05 01:00")) == 0
    (notice,) = Notice.objects.filter(template="bookings/form_reminder")
    assert (notice.user, "2026年5月6日(水)まで" in notice.body) == (booking.booked_by, True)


def test_a_form_of_a_late_booking_is_asked_for_when_half_of_the_time_is_over() -> None:
    room = flow.room(deadlines={"form": flow.FORM | {"amount": 1, "unit": "day"}})
    flow.tentative(room, now=flow.at("05-12 14:00"))
    assert actions.remind_of_forms(now=flow.at("05-12 18:59")) == 0
    assert actions.remind_of_forms(now=flow.at("05-12 19:00")) == 1


def test_nobody_is_asked_for_a_form_that_came_or_is_over() -> None:
    room = flow.room()
    came = flow.tentative(room)
    actions.receive_application(came, by=flow.desk(), now=make.NOW)
    flow.tentative(room, periods=("night",))
    assert actions.remind_of_forms(now=flow.at("05-07 00:00")) == 0


def test_a_missing_report_is_asked_for_once_after_its_deadline() -> None:
    room = flow.room()
    booking = flow.used(room)
    other = flow.used(room, periods=("afternoon",))
    actions.submit_report(
        other, by=UserFactory.create(), headcount=7, checks=[], trouble="なし", now=flow.at("05-13 17:00")
    )
    assert actions.remind_of_reports(now=flow.at("05-13 23:59")) == 0
    assert actions.remind_of_reports(now=flow.at("05-14 00:00")) == 1
    assert actions.remind_of_reports(now=flow.at("05-15 00:00")) == 0
    (notice,) = Notice.objects.filter(template="bookings/report_reminder")
    assert (notice.user, "2026年5月13日(水)まで" in notice.body) == (booking.booked_by, True)
