"""What an activity earns and which limit cuts it is said before somebody applies, and after the hours are approved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.notices import models as notices
from points import models as points
from points.enums import RuleUnit
from tests.factories import accounts as people
from tests.factories import earning
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support import pages
from tests.support.client import PageClient
from volunteers import actions, enums, models

pytestmark = pytest.mark.django_db
CUT = "「清掃活動への参加」は1日に25ポイントまでのため、20ポイントのうち、残りの15ポイントになります。"
FULL = "「清掃活動への参加」のポイントは1日に20ポイントまでです。上限に達しているため、今回は付きません。"


@pytest.fixture
def person() -> accounts.User:
    """Somebody who applies."""
    return people.UserFactory.create()


@pytest.fixture
def shift() -> models.Shift:
    """Two hours tomorrow."""
    return factories.ShiftFactory.create(starts_at=NOW + timedelta(days=1))


@pytest.fixture
def begun() -> models.Shift:
    """Two hours which began this morning."""
    return factories.ShiftFactory.create(starts_at=NOW - timedelta(hours=1))


def _rule(**changed: object) -> points.Rule:
    return ledger.rule("attendance", **{"per_unit": Decimal(10)} | changed)  # type: ignore[arg-type]


def _approved(shift: models.Shift, person: accounts.User) -> models.Attendance:
    came = factories.AttendanceFactory.create(assignment=factories.confirmed(shift, person))
    return actions.approve_hours(came.assignment, by=factories.manager_of(shift.request), now=NOW)


def _foretold(shift: models.Shift, person: accounts.User) -> actions.Foretold:
    told = actions.foretell_points(shift, person=person, now=NOW)
    assert told is not None
    return told


def test_a_whole_shift_is_foretold_and_nothing_is_written(shift: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 50})
    told = _foretold(shift, person)
    assert (told.points, told.asked, told.said, told.expires_on) == (20, 20, "", date(2028, 3, 31))
    assert [(one.span, one.left) for one in told.limits] == [("day", 50)]
    assert not points.Posting.objects.exists()


def test_the_limit_that_counts_is_that_of_the_day_of_the_shift(shift: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 25})
    ledger.earn(person, 1, happened_on=shift.day)
    ledger.earn(person, 2, happened_on=TODAY)
    told = _foretold(shift, person)
    assert (told.points, told.said) == (15, CUT)


def test_who_would_get_nothing_reads_why(shift: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 20})
    ledger.earn(person, 2, happened_on=shift.day)
    assert (_foretold(shift, person).points, _foretold(shift, person).said) == (0, FULL)


def test_who_picks_a_time_reads_what_the_shortest_would_give(client: PageClient, person: accounts.User) -> None:
    _rule(caps={"day": 50})
    window = factories.WindowFactory.create(shortest_minutes=90)
    told = actions.foretell_window(window, person=person, now=NOW)
    assert told is not None
    assert (told.points, told.said, [(one.span, one.left) for one in told.limits]) == (15, "", [("day", 50)])
    client.force_login(person)
    words = pages.words(client.get(reverse("volunteers:window-applications", args=[window.code])))
    assert "1回90分の参加で付くポイント 15ポイント" in words
    assert not points.Posting.objects.exists()


def test_without_a_rule_nothing_is_foretold(shift: models.Shift, person: accounts.User) -> None:
    assert actions.foretell_points(shift, person=person, now=NOW) is None


def test_an_event_earns_by_its_own_rule(person: accounts.User) -> None:
    ledger.rule("event", unit="time", per_unit=Decimal(0), per_time=7)
    request = factories.RequestFactory.create(purpose=enums.Purpose.EVENT)
    event = factories.ShiftFactory.create(request=request, starts_at=NOW + timedelta(days=1))
    assert _foretold(event, person).points == 7


@time_machine.travel(NOW, tick=False)
def test_the_page_where_one_applies_says_it(client: PageClient, shift: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 25})
    ledger.earn(person, 1, happened_on=shift.day)
    client.force_login(person)
    url = reverse("volunteers:shift-applications", args=[shift.code])
    words = pages.words(client.get(url))
    assert CUT in words
    assert "おひとり・1日：あと15ポイントまで（上限25）" in words
    ledger.earn(person, 2, happened_on=shift.day)
    assert "上限に達しているため、今回は付きません。" in pages.words(client.get(url))


@time_machine.travel(NOW, tick=False)
def test_the_page_says_where_there_are_no_points(
    client: PageClient, shift: models.Shift, person: accounts.User
) -> None:
    client.force_login(person)
    words = pages.words(client.get(reverse("volunteers:shift-applications", args=[shift.code])))
    assert "ポイントは付きません" in words


@time_machine.travel(NOW, tick=False)
def test_everybody_reads_on_the_request_what_it_earns(client: PageClient, shift: models.Shift) -> None:
    url = reverse("volunteers:request-detail", args=[shift.request.code])
    assert "の決まり" not in pages.words(client.get(url))
    _rule(caps={"day": 25})
    words = pages.words(client.get(url))
    assert "1時間につき10ポイント" in words
    assert "おひとり1日に25ポイントまで" in words


@time_machine.travel(NOW, tick=False)
def test_the_api_foretells_and_tells_the_same(shift: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 25})
    ledger.earn(person, 1, happened_on=shift.day)
    caller = APIClient()
    caller.force_login(person)
    told = caller.get(reverse("api-volunteers:shift-points", args=[shift.code])).json()
    assert (told["points"], told["asked"], told["said"]) == (15, 20, CUT)
    assert told["limits"] == [{"subject": "person", "span": "day", "most": 25, "used": 10, "left": 15}]


@time_machine.travel(NOW, tick=False)
def test_the_api_foretells_nothing_without_a_rule(shift: models.Shift, person: accounts.User) -> None:
    caller = APIClient()
    caller.force_login(person)
    told = caller.get(reverse("api-volunteers:shift-points", args=[shift.code])).json()
    assert told == {"points": 0, "asked": 0, "said": "", "expires_on": None, "limits": []}


def test_the_limit_that_cut_is_kept_shown_and_mailed(
    client: PageClient, begun: models.Shift, person: accounts.User
) -> None:
    _rule(caps={"day": 25})
    ledger.earn(person, 1, happened_on=TODAY, now=NOW)
    approved = _approved(begun, person)
    assert (approved.points, approved.points_said) == (15, CUT)
    assert CUT in notices.Notice.objects.get(user=person).body
    client.force_login(person)
    page = client.get(reverse("volunteers:assignment-detail", args=[approved.assignment.code]))
    assert CUT in pages.words(page)
    caller = APIClient()
    caller.force_login(person)
    shown = caller.get(reverse("api-volunteers:assignment", args=[approved.assignment.code])).json()
    assert shown["attendance"]["points_said"] == CUT


def test_the_limit_that_refused_is_kept_shown_and_mailed(
    client: PageClient, begun: models.Shift, person: accounts.User
) -> None:
    _rule(caps={"day": 20})
    ledger.earn(person, 2, happened_on=TODAY, now=NOW)
    approved = _approved(begun, person)
    assert (approved.points, approved.points_said) == (0, FULL)
    assert FULL in notices.Notice.objects.get(user=person).body
    client.force_login(person)
    assert FULL in pages.words(client.get(reverse("volunteers:assignment-detail", args=[approved.assignment.code])))


def test_a_budget_that_ended_is_named(begun: models.Shift, person: accounts.User) -> None:
    _rule(campaign=ledger.campaign(5, shards=1))
    assert "キャンペーンの残りが5ポイントのため" in _approved(begun, person).points_said


def test_hours_of_who_may_not_earn_stand_and_say_why(begun: models.Shift, person: accounts.User) -> None:
    earning.published("attendance", unit=RuleUnit.TIME, age_from=90)
    approved = _approved(begun, person)
    assert (approved.is_approved, approved.points) == (True, 0)
    assert "対象の年齢" in approved.points_said


def test_hours_without_a_rule_say_that_there_are_no_points(begun: models.Shift, person: accounts.User) -> None:
    approved = _approved(begun, person)
    assert approved.points_said == ""
    assert "この活動では、ポイントは付きません。" in notices.Notice.objects.get(user=person).body


def test_an_approval_taken_back_takes_its_words_with_it(begun: models.Shift, person: accounts.User) -> None:
    _rule(caps={"day": 15})
    approved, manager = _approved(begun, person), factories.manager_of(begun.request)
    assert approved.points_said
    actions.withdraw_hours_approval(approved.assignment, reason="まちがい", by=manager, now=NOW)
    approved.refresh_from_db()
    assert approved.points_said == ""


def test_the_database_keeps_no_words_without_an_approval(begun: models.Shift, person: accounts.User) -> None:
    came = factories.AttendanceFactory.create(assignment=factories.confirmed(begun, person))
    with pytest.raises(IntegrityError, match="attendance_points_only_when_approved"), transaction.atomic():
        models.Attendance.objects.filter(pk=came.pk).update(points_said="言葉")
