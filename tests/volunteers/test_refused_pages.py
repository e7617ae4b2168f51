"""What is refused only when it is done: the words stand above the form, and what was typed stays in it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from tests.factories import thanks as said
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import actions, enums, models

pytestmark = pytest.mark.django_db
LONG = "長い時間をかけて書いた文章です。"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shift() -> models.Shift:
    made: models.Shift = factories.ShiftFactory.create(days=0)
    return made


@pytest.fixture
def organiser(client: PageClient, shift: models.Shift) -> accounts.User:
    made = factories.manager_of(shift.request)
    client.force_login(made)
    return made


def _kept(client: PageClient, name: str, code: str, sent: dict[str, Any]) -> str:
    """This function will send a form and give the page that comes back in its place."""
    answer = client.post(reverse(f"volunteers:{name}", args=[code] if code else []), sent)
    assert (answer.status_code, "form" in answer.content.decode()) != (302, False)
    page = str(answer.content.decode())
    assert any(value in page for value in (LONG, 'value="18:00"'))
    return page


def _sheet(organisation: accounts.Organisation) -> dict[str, str]:
    return {
        "organisation": organisation.code,
        "kind": "fixed",
        "title": "花だんの手入れ",
        "field": factories.FieldFactory.create().code,
        "tasks": LONG,
        "meeting_point": "見本公園の入口",
        "audience": "everyone",
        "policy": "first_come",
        "shifts-TOTAL_FORMS": "1",
        "shifts-INITIAL_FORMS": "0",
        "shifts-0-day": str(TODAY + timedelta(days=3)),
        "shifts-0-starts_at": "10:00",
        "shifts-0-ends_at": "12:00",
        "shifts-0-place": "見本公園",
        "shifts-0-capacity": "5",
    }


def _unapproved(client: PageClient) -> models.Request:
    request: models.Request = factories.RequestFactory.create(draft=True)
    accounts.Organisation.objects.update(status="pending")
    client.force_login(factories.manager_of(request))
    return request


@pytest.mark.parametrize("name", ["request-new", "request-changes"])
def test_a_sheet_of_an_organisation_that_waits_for_its_approval_stays(client: PageClient, name: str) -> None:
    draft = _unapproved(client)
    page = _kept(client, name, draft.code if name == "request-changes" else "", _sheet(draft.organisation))
    assert draft.organisation.name in page
    assert list(models.Request.objects.values_list("status", flat=True)) == ["draft"]


def test_an_announcement_that_reaches_nobody_stays(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    sent = {"title": "持ち物", "text": LONG, "to": ["confirmed"], "key": "page-1", "send": "1"}
    assert "選んだ条件にあてはまる方がいません" in _kept(client, "announcement-new", shift.request.code, sent)


def test_a_first_message_that_cannot_be_sent_stays(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    declined = factories.AssignmentFactory.create(shift=shift, state=enums.AssignmentState.DECLINED, ended_at=NOW)
    _kept(client, "assignment-messages", declined.code, {"text": LONG})
    assert not models.Thread.objects.exists()


def test_a_name_that_a_template_has_stays(client: PageClient, shift: models.Shift, organiser: accounts.User) -> None:
    actions.save_template(shift.request, name=LONG, by=organiser, now=NOW)
    _kept(client, "request-template-new", shift.request.code, {"name": LONG})


def test_times_that_cannot_be_stay_with_their_reason(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    sent = {"came_1": "18:00", "left_1": "", "break_minutes": "", "reason": LONG}
    assert 'value="18:00"' in _kept(client, "assignment-attendance", place.code, sent)


def test_a_paper_with_one_impossible_time_stays_as_it_was_typed(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place, other = factories.confirmed(shift), factories.confirmed(shift)
    sent = {f"{place.code}-came": "on", f"{place.code}-came_at": "18:00", f"{other.code}-came": "on", "reason": "紙"}
    page = _kept(client, "shift-sheet", shift.code, sent)
    assert (f'name="{other.code}-came"' in page, models.Attendance.objects.exists()) == (True, False)


def test_hours_that_are_approved_already_lead_back_to_what_can_be_done(
    client: PageClient, shift: models.Shift, organiser: accounts.User
) -> None:
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    actions.approve_hours(place, by=organiser, now=NOW)
    answer = client.post(reverse("volunteers:assignment-hours", args=[place.code]), {"minutes": "60", "reason": LONG})
    assert reverse("volunteers:assignment-hours-withdrawal", args=[place.code]) in answer.content.decode()


def test_what_is_one_addition_too_many_stays(client: PageClient) -> None:
    feedback = said.answer(said.came())
    client.force_login(feedback.assignment.person)
    for number in range(5):
        actions.thanks.add_to_feedback(feedback, text=f"{number}", by=feedback.assignment.person, now=NOW)
    _kept(client, "feedback-additions", feedback.code, {"text": LONG})
    assert feedback.additions.count() == 5
