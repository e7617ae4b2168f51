"""The waiting list: who is asked first, until when, and what becomes of yes, no and silence."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, enums, errors, models, queries
from volunteers.actions import _places

pytestmark = pytest.mark.django_db
State = enums.AssignmentState
DAY = timedelta(days=1)


def _shift(**fields: Any) -> models.Shift:  # noqa: ANN401
    """This function will make a shift of one place in three days; offers end twelve hours before its start."""
    return factories.ShiftFactory.create(**{"capacity": 1, **fields})


def _full(**fields: Any) -> tuple[models.Shift, models.Assignment]:  # noqa: ANN401
    shift = _shift(**fields)
    return shift, factories.confirmed(shift)


def _state(assignment: models.Assignment) -> str:
    return models.Assignment.objects.get(pk=assignment.pk).state


def _states(*assignments: models.Assignment) -> list[str]:
    return [_state(one) for one in assignments]


def _taken(shift: models.Shift) -> int:
    return models.Shift.objects.get(pk=shift.pk).taken


def _told(person: accounts.User) -> list[str]:
    told = notices.Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True)
    return [name.removeprefix("volunteers/") for name in told]


def _body(person: accounts.User, template: str) -> str:
    return notices.Notice.objects.get(user=person, template=f"volunteers/{template}").body


def _leave(assignment: models.Assignment, now: Any = NOW) -> None:  # noqa: ANN401
    actions.withdraw(assignment, by=assignment.person, now=now)


def _apply(shift: models.Shift, person: accounts.User | None = None, now: Any = NOW, **more: Any) -> models.Assignment:  # noqa: ANN401
    person = person or people.UserFactory.create()
    fresh = queries.requests.detailed_shifts().get(pk=shift.pk)
    return actions.apply_for_shift(fresh, person=person, by=person, now=now, **more)


def _fresh(assignment: models.Assignment) -> models.Assignment:
    return models.Assignment.objects.detailed().get(pk=assignment.pk)


# Offers --------------------------------------------------------------------------------------------------------------


def test_whoever_is_asked_is_told_until_when_and_fills_the_place_meanwhile() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    _leave(leaving)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.asked_at, waiting.answer_due_at) == (State.OFFERED, NOW, NOW + DAY)
    assert _taken(shift) == 1
    assert "お返事の期限：5月9日（土）12:00まで" in _body(waiting.person, "offered")


def test_an_answer_is_awaited_no_longer_than_until_the_time_before_the_start() -> None:
    shift, leaving = _full(request__answer_hours=72, request__cutoff_hours=24)
    waiting = factories.waiting(shift)
    _leave(leaving)
    waiting.refresh_from_db()
    assert waiting.answer_due_at == shift.starts_at - DAY


def test_who_accepts_has_the_place() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    _leave(leaving)
    accepted = actions.accept(_fresh(waiting), by=waiting.person, now=NOW + timedelta(hours=1))
    assert (accepted.state, accepted.answer_due_at, _taken(shift)) == (State.CONFIRMED, None, 1)
    assert _told(waiting.person) == ["offered", "confirmed"]


def test_who_declines_leaves_the_place_to_the_next_and_loses_nothing() -> None:
    shift, leaving = _full()
    first, second = factories.waiting(shift), factories.waiting(shift)
    _leave(leaving)
    actions.decline(_fresh(first), by=first.person, now=NOW)
    assert (_states(first, second), _taken(shift)) == ([State.DECLINED, State.OFFERED], 1)
    assert _apply(shift, first.person).state == State.WAITING


def test_who_does_not_answer_in_time_leaves_the_place_to_the_next_and_may_come_back() -> None:
    shift, leaving = _full()
    first, second = factories.waiting(shift), factories.waiting(shift)
    _leave(leaving)
    late = NOW + DAY
    assert actions.sweep(now=late) == 1
    assert (_states(first, second), _taken(shift)) == ([State.LAPSED, State.OFFERED], 1)
    assert "不利になることはありません" in _body(first.person, "offer_lapsed")
    assert _apply(shift, first.person, now=late).state == State.WAITING


def test_an_answer_that_comes_too_late_is_refused_by_words_and_the_place_has_gone_on() -> None:
    shift = _shift()
    asked, following = factories.offered(shift), factories.waiting(shift)
    with pytest.raises(errors.OfferOver, match="お返事の期限が過ぎた"):
        actions.accept(_fresh(asked), by=asked.person, now=NOW + DAY)
    assert (_states(asked, following), _taken(shift)) == ([State.LAPSED, State.OFFERED], 1)


def test_an_offer_is_answered_once() -> None:
    asked = factories.offered(_shift())
    stale = _fresh(asked)
    actions.decline_offer(stale, by=asked.person, now=NOW)
    with pytest.raises(errors.AssignmentChanged):
        actions.accept_offer(stale, by=asked.person, now=NOW)


def test_who_withdraws_from_an_offered_place_hands_it_on() -> None:
    shift = _shift()
    asked, following = factories.offered(shift), factories.waiting(shift)
    _leave(asked)
    assert _states(asked, following) == [State.WITHDRAWN, State.OFFERED]


def test_a_place_that_a_guardian_did_not_consent_to_goes_on_as_well() -> None:
    shift = _shift()
    held, following = factories.offered(shift), factories.waiting(shift)
    models.Assignment.objects.filter(pk=held.pk).update(state=State.HELD)
    actions.sweep(now=NOW + DAY)
    assert (_states(held, following), _taken(shift)) == ([State.LAPSED, State.OFFERED], 1)


def test_a_shift_that_is_called_off_ends_what_was_offered() -> None:
    shift = _shift()
    asked = factories.offered(shift)
    actions.call_off_shift(shift, by=people.UserFactory.create(), reason="雨のため", now=NOW)
    assert (_state(asked), _taken(shift), actions.sweep(now=NOW + DAY)) == (State.CALLED_OFF, 0, 0)


def test_a_closed_request_asks_nobody_any_more() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    actions.close_request(shift.request, by=people.UserFactory.create(), now=NOW)
    _leave(leaving)
    assert (_state(waiting), _taken(shift)) == (State.WAITING, 0)


def _closed(shift: models.Shift) -> None:
    actions.close_request(shift.request, by=people.UserFactory.create(), now=NOW)
    shift.refresh_from_db()


@pytest.mark.parametrize("ask", [factories.offered, factories.invited, factories.waiting])
def test_nobody_says_yes_once_the_recruiting_is_over(ask: Callable[[models.Shift], models.Assignment]) -> None:
    shift = _shift()
    asked = ask(shift)
    _closed(shift)
    with pytest.raises(errors.RequestNotOpen):
        actions.accept(models.Assignment.objects.detailed().get(pk=asked.pk), by=asked.person, now=NOW)
    assert not models.Assignment.objects.filter(state=State.CONFIRMED).exists()


def test_who_read_the_page_before_the_recruiting_was_ended_is_refused_under_the_lock() -> None:
    shift = _shift()
    asked = models.Assignment.objects.detailed().get(pk=factories.invited(shift).pk)
    _closed(shift)
    assert asked.shift.request.status == enums.RequestStatus.PUBLISHED
    with pytest.raises(errors.RequestNotOpen):
        actions.accept(asked, by=asked.person, now=NOW)


def test_no_words_of_times_that_ran_out_follow_the_end_of_the_recruiting() -> None:
    shift = _shift()
    asked = [factories.offered(shift), factories.invited(shift)]
    models.Assignment.objects.filter(pk=asked[1].pk).update(invitation_due_at=NOW + DAY)
    _closed(shift)
    assert (actions.remind_of_offers(now=NOW + DAY / 2), actions.sweep(now=NOW + DAY)) == (0, 2)
    told = notices.Notice.objects.order_by("pk").values_list("template", flat=True)
    assert (list(told), _taken(shift)) == (["volunteers/request_closed"] * 2, 0)


def test_nobody_is_invited_in_place_of_somebody_who_says_no_after_the_end() -> None:
    shift = _shift()
    offers = [factories.OfferFactory.create(fields=[shift.request.field]) for _ in range(2)]
    (first,) = actions.invite_wave(shift, people=1, days=3, goes_on=True, by=offers[0].person, now=NOW)
    _closed(shift)
    actions.decline(models.Assignment.objects.detailed().get(pk=first.pk), by=first.person, now=NOW)
    assert not models.Assignment.objects.filter(state=State.INVITED).exists()


def test_a_request_that_is_open_again_looks_at_its_lines() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    actions.close_request(shift.request, by=people.UserFactory.create(), now=NOW)
    _leave(leaving)
    models.Request.objects.update(status=enums.RequestStatus.PUBLISHED, closed_at=None)
    _places.refill_request(shift.request, now=NOW)
    assert _state(waiting) == State.OFFERED


# The order of the rule -----------------------------------------------------------------------------------------------


def _first_asked(shift: models.Shift) -> models.Assignment:
    leaving = shift.assignments.confirmed().get()
    _leave(leaving)
    return shift.assignments.get(state=State.OFFERED)


def _elsewhere(person: accounts.User, *, days: int) -> None:
    factories.confirmed(factories.ShiftFactory.create(days=days), person)


def test_in_the_order_of_coming_the_first_is_asked() -> None:
    shift, _ = _full()
    first, _ = factories.waiting(shift), factories.waiting(shift)
    assert _first_asked(shift) == first


def test_those_with_fewer_places_this_month_are_asked_first() -> None:
    shift, _ = _full(request__line_order=enums.LineOrder.FEWER)
    busy, next_month, free = (factories.waiting(shift) for _ in range(3))
    _elsewhere(busy.person, days=10)
    _elsewhere(next_month.person, days=30)  # 7 June: another month
    assert [one.pk for one in queries.lines.in_order(shift)] == [next_month.pk, free.pk, busy.pk]
    assert _first_asked(shift) == next_month


def test_the_month_is_the_shifts_own_and_tokyos() -> None:
    # 00:30 on 1 June in Tokyo is still 31 May in UTC.
    shift, _ = _full(request__line_order=enums.LineOrder.FEWER, starts_at=factories.morning(24) - timedelta(hours=9.5))
    may, june = factories.waiting(shift), factories.waiting(shift)
    _elsewhere(may.person, days=10)
    _elsewhere(june.person, days=30)
    assert [one.pk for one in queries.lines.in_order(shift)] == [may.pk, june.pk]


def test_members_are_asked_before_others() -> None:
    shift, _ = _full(request__line_order=enums.LineOrder.MEMBERS)
    other, member = factories.waiting(shift), factories.waiting(shift)
    people.OrganisationMemberFactory.create(organisation=shift.request.organisation, user=member.person)
    assert (queries.lines.place_in_line(_fresh(other)), queries.lines.place_in_line(_fresh(member))) == (2, 1)
    assert _first_asked(shift) == member


def test_those_of_the_requests_district_are_asked_before_others() -> None:
    shift, _ = _full(request__line_order=enums.LineOrder.DISTRICT)
    other = factories.waiting(shift)
    neighbour = factories.waiting(shift, people.UserFactory.create(district=shift.request.district))
    assert [one.pk for one in queries.lines.in_order(shift)] == [neighbour.pk, other.pk]
    assert _first_asked(shift) == neighbour


def test_who_joins_is_told_the_place_and_the_order_in_plain_words() -> None:
    shift, _ = _full(request__line_order=enums.LineOrder.FEWER)
    factories.waiting(shift)
    made = _apply(shift)
    body = _body(made.person, "waiting")
    assert [words for words in ("今は2番目です", "参加が決まっている活動が少ない方から") if words not in body] == []


# Two offers at one time ----------------------------------------------------------------------------------------------


def test_who_is_asked_elsewhere_at_that_time_is_passed_by_and_looked_at_again_after_the_answer() -> None:
    (shift, leaving), (other, leaving_other) = _full(), _full()
    person = people.UserFactory.create()
    here, there = factories.waiting(shift, person), factories.waiting(other, person)
    _leave(leaving)
    _leave(leaving_other)
    assert (_states(here, there), _taken(other)) == ([State.OFFERED, State.WAITING], 0)
    assert _told(person) == ["offered", "passed_by"]
    actions.decline(_fresh(here), by=person, now=NOW)
    assert (_states(here, there), _taken(other)) == ([State.DECLINED, State.OFFERED], 1)


def test_a_lapse_elsewhere_frees_the_person_for_the_other_line() -> None:
    shift, other = _shift(), _shift()
    person = people.UserFactory.create()
    asked, waiting = factories.offered(shift, person), factories.waiting(other, person)
    actions.sweep(now=NOW + DAY)
    assert _states(asked, waiting) == [State.LAPSED, State.OFFERED]


def test_a_party_that_does_not_fit_is_passed_by_and_told() -> None:
    shift, leaving = _full(capacity=2, request__purpose=enums.Purpose.EVENT, request__party_limit=2)
    factories.confirmed(shift)
    party, single = factories.waiting(shift, places=2), factories.waiting(shift)
    _leave(leaving)
    assert (_states(party, single), _told(party.person)) == ([State.WAITING, State.OFFERED], ["passed_by"])
    assert "申し込んだ人数分の空きがありませんでした" in _body(party.person, "passed_by")


def test_a_moved_shift_frees_its_people_at_the_old_time() -> None:
    shift, other = _shift(capacity=2), _shift()
    place = factories.confirmed(shift)
    waiting = factories.waiting(other, place.person)
    before = models.Shift.objects.get(pk=shift.pk)
    models.Shift.objects.filter(pk=shift.pk).update(
        starts_at=shift.starts_at + timedelta(hours=5), ends_at=shift.ends_at + timedelta(hours=5)
    )
    _places.after_move(_places.lock(shift), before, now=NOW)
    assert _state(waiting) == State.OFFERED


def test_an_offer_ends_no_later_than_a_moved_shift_begins() -> None:
    shift = _shift()
    asked = factories.offered(shift, hours=48)
    sooner = NOW + timedelta(hours=20)
    models.Shift.objects.filter(pk=shift.pk).update(starts_at=sooner, ends_at=sooner + timedelta(hours=2))
    _places.after_move(_places.lock(shift), shift, now=NOW)
    asked.refresh_from_db()
    assert asked.answer_due_at == sooner - timedelta(hours=12)


# Near the start ------------------------------------------------------------------------------------------------------


def _near(shift: models.Shift) -> Any:  # noqa: ANN401
    return shift.starts_at - timedelta(hours=12)


def test_too_late_to_ask_who_comes_at_short_notice_has_the_place_at_once() -> None:
    shift, leaving = _full()
    plain, ready = factories.waiting(shift), factories.waiting(shift, short_notice=True)
    _leave(leaving, _near(shift))
    assert (_states(plain, ready), _taken(shift)) == ([State.WAITING, State.CONFIRMED], 1)
    assert (_told(plain.person), _told(ready.person)) == ([], ["promoted"])


def test_too_late_to_ask_and_nobody_at_short_notice_the_place_is_free_and_those_in_line_are_told() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    _leave(leaving, _near(shift))
    assert (_state(waiting), _taken(shift), _told(waiting.person)) == (State.WAITING, 0, ["place_free"])


def test_where_the_request_confirms_nobody_late_the_place_stays_free_for_whoever_comes_first() -> None:
    shift, leaving = _full(request__confirms_late=False)
    ready = factories.waiting(shift, short_notice=True)
    now = _near(shift)
    _leave(leaving, now)
    assert (_state(ready), _taken(shift)) == (State.WAITING, 0)
    assert _apply(shift, now=now).state == State.CONFIRMED


def test_somebody_in_line_takes_the_free_place_by_one_answer() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    now = _near(shift)
    _leave(leaving, now)
    assert queries.lines.can_take(_fresh(waiting), now=now)
    taken = actions.accept(_fresh(waiting), by=waiting.person, now=now)
    assert (taken.state, _taken(shift), _told(waiting.person)) == (State.CONFIRMED, 1, ["place_free", "confirmed"])


def test_a_free_place_that_somebody_else_took_first_is_said_to_be_gone() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    now = _near(shift)
    _leave(leaving, now)
    _apply(shift, now=now)
    with pytest.raises(errors.PlaceGone):
        actions.accept(_fresh(waiting), by=waiting.person, now=now)
    assert _state(waiting) == State.WAITING


def test_as_long_as_people_are_asked_nobody_takes_a_place_out_of_turn() -> None:
    shift, _ = _full()
    waiting = factories.waiting(shift)
    with pytest.raises(errors.PlaceGone):
        actions.accept(_fresh(waiting), by=waiting.person, now=NOW)


def test_nobody_is_asked_who_could_not_answer_in_time() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    _leave(leaving, _near(shift) - timedelta(minutes=29))
    assert (_state(waiting), _told(waiting.person)) == (State.WAITING, ["place_free"])


def test_who_says_later_that_they_come_at_short_notice_has_the_free_place_at_once() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    now = _near(shift)
    _leave(leaving, now)
    done = actions.set_short_notice(_fresh(waiting), comes=True, by=waiting.person, now=now)
    assert (done.short_notice, done.state, _taken(shift)) == (True, State.CONFIRMED, 1)


def test_only_somebody_in_line_says_that_they_come_at_short_notice() -> None:
    _, place = _full()
    with pytest.raises(errors.AssignmentChanged):
        actions.set_short_notice(_fresh(place), comes=True, by=place.person, now=NOW)


def test_who_joins_the_line_says_whether_they_come_at_short_notice() -> None:
    shift, _ = _full()
    assert (_apply(shift, short_notice=True).short_notice, _apply(shift).short_notice) == (True, False)


def test_an_offer_that_lapses_at_the_last_moment_goes_to_who_comes_at_short_notice() -> None:
    shift = _shift()
    due = (_near(shift) - NOW).total_seconds() / 3600
    asked, ready = factories.offered(shift, hours=due), factories.waiting(shift, short_notice=True)
    actions.sweep(now=_near(shift))
    assert _states(asked, ready) == [State.LAPSED, State.CONFIRMED]


# Newcomers -----------------------------------------------------------------------------------------------------------


def test_a_newcomer_gets_no_free_place_that_somebody_in_line_can_have() -> None:
    """The place is free although somebody waits: as after a line of a request that was closed."""
    shift = _shift()
    waiting = factories.waiting(shift)
    made = _apply(shift)
    assert (_state(waiting), made.state, _taken(shift)) == (State.OFFERED, State.WAITING, 1)


def test_a_newcomer_gets_the_free_place_that_nobody_in_line_can_have() -> None:
    shift = _shift()
    busy = factories.waiting(shift)
    _elsewhere(busy.person, days=3)
    made = _apply(shift)
    assert (_state(busy), made.state, _taken(shift)) == (State.WAITING, State.CONFIRMED, 1)


def test_without_a_worker_an_applicant_sweeps_aside_the_overdue_offer_for_the_next_in_line() -> None:
    shift = _shift()
    asked, following = factories.offered(shift), factories.waiting(shift)
    made = _apply(shift, now=NOW + DAY)
    assert _states(asked, following, made) == [State.LAPSED, State.OFFERED, State.WAITING]


def test_without_a_worker_and_a_line_an_applicant_gets_the_place_of_the_overdue_offer() -> None:
    shift = _shift()
    asked = factories.offered(shift)
    assert (_apply(shift, now=NOW + DAY).state, _state(asked), _taken(shift)) == (State.CONFIRMED, State.LAPSED, 1)


def test_ones_own_overdue_offer_elsewhere_is_in_nobodys_way() -> None:
    asked = factories.offered(_shift())
    made = _apply(_shift(), asked.person, now=NOW + DAY)
    assert (made.state, _state(asked)) == (State.CONFIRMED, State.LAPSED)


def test_an_overdue_offer_elsewhere_keeps_nobody_from_the_head_of_the_line() -> None:
    person = people.UserFactory.create()
    asked, shift = factories.offered(_shift(), person), _shift()
    waiting = factories.waiting(shift, person)
    made = _apply(shift, now=NOW + DAY)
    assert _states(asked, waiting, made) == [State.LAPSED, State.OFFERED, State.WAITING]


# Sweeping and reminding ----------------------------------------------------------------------------------------------


def test_a_sweep_that_runs_twice_changes_nothing_twice() -> None:
    shift = _shift()
    asked, following, last = factories.offered(shift), factories.waiting(shift), factories.waiting(shift)
    late = NOW + DAY
    assert (actions.sweep(now=late), actions.sweep(now=late)) == (1, 0)
    assert _states(asked, following, last) == [State.LAPSED, State.OFFERED, State.WAITING]
    assert _told(asked.person) == ["offer_lapsed"]


def test_one_offer_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    broken, good = factories.offered(_shift()), factories.offered(_shift())
    end = _places.end

    def _end(assignment: models.Assignment, state: State, now: Any) -> None:  # noqa: ANN401
        end(assignment, state, now)
        if assignment.pk == broken.pk:
            raise DatabaseError("died midway")

    monkeypatch.setattr(_places, "end", _end)
    with caplog.at_level(logging.ERROR):
        assert actions.sweep(now=NOW + DAY) == 1
    assert (_states(broken, good), _taken(broken.shift)) == ([State.OFFERED, State.LAPSED], 1)
    assert [record.getMessage() for record in caplog.records] == [f"The sweep left {broken.code} as it is"]


def test_who_has_not_answered_is_reminded_once_when_half_of_the_time_is_over() -> None:
    asked = factories.offered(_shift())
    half = NOW + timedelta(hours=12)
    before = actions.remind_of_offers(now=half - timedelta(minutes=1))
    assert (before, actions.remind_of_offers(now=half), actions.remind_of_offers(now=half)) == (0, 1, 0)
    assert "お返事の期限：5月9日（土）12:00まで" in _body(asked.person, "offer_reminder")


def test_nobody_is_reminded_of_an_offer_that_is_answered_or_over() -> None:
    answered, over = factories.offered(_shift()), factories.offered(_shift())
    actions.accept_offer(_fresh(answered), by=answered.person, now=NOW)
    assert actions.remind_of_offers(now=NOW + DAY) == 0
    assert (_told(answered.person), _told(over.person)) == (["confirmed"], [])


def test_who_still_waits_is_told_once_when_offers_end() -> None:
    shift, _ = _full()
    waiting, ready = factories.waiting(shift), factories.waiting(shift, short_notice=True)
    end = shift.starts_at - timedelta(hours=12, minutes=30)
    told = [actions.tell_of_ends(now=now) for now in (end, end + timedelta(minutes=1), end + timedelta(minutes=2))]
    assert (told, _states(waiting, ready)) == ([0, 2, 0], [State.WAITING, State.WAITING])
    assert (_told(waiting.person), _told(ready.person)) == (["line_ended"], ["line_ended"])
    assert "先に申し込んだ方から" in _body(waiting.person, "line_ended")
    assert "「直前でも参加できる」と答えた方から" in _body(ready.person, "line_ended")


def test_nobody_is_told_of_an_end_who_knew_it_or_for_whom_there_is_none() -> None:
    called_off, asked, begun, closed = (_full() for _ in range(4))
    near = _near(called_off[0])
    lines = [factories.waiting(shift) for shift, _ in (called_off, begun, closed)]
    late = factories.waiting(asked[0], created_at=near)
    actions.call_off_shift(called_off[0], by=lines[0].person, now=NOW, reason="大雨")
    models.Request.objects.filter(pk=closed[0].request_id).update(status=enums.RequestStatus.CLOSED, closed_at=NOW)
    models.Shift.objects.filter(pk=begun[0].pk).update(starts_at=near)
    assert actions.tell_of_ends(now=near + timedelta(hours=1)) == 0
    assert [_told(one.person) for one in (*lines, late)] == [["called_off"], [], [], []]


def test_a_place_that_is_taken_meanwhile_is_no_end() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift, short_notice=True)
    now = _near(shift)
    read = list(queries.lines.ended(now))
    _leave(leaving, now)
    assert (read, actions.sweeping.tell_end(read[0], now=now)) == ([waiting], False)
    assert _told(waiting.person) == ["promoted"]


def test_each_step_is_written_down() -> None:
    shift, leaving = _full()
    first, second = factories.waiting(shift), factories.waiting(shift)
    _leave(leaving)
    actions.decline(_fresh(first), by=first.person, now=NOW)
    actions.accept(_fresh(second), by=second.person, now=NOW)
    lines = common.AuditEntry.objects.filter(about_code__in=[first.person.code, second.person.code]).order_by("pk")
    assert [(one.action, one.actor_code) for one in lines] == [
        ("volunteers.ask", ""),
        ("volunteers.ask", ""),
        ("volunteers.decline-offer", first.person.code),
        ("volunteers.accept-offer", second.person.code),
    ]


def _urgent(person: accounts.User, template: str) -> bool:
    return notices.Notice.objects.get(user=person, template=f"volunteers/{template}").is_urgent


@pytest.mark.parametrize(("hours", "urgent"), [(12, True), (13, False)])
def test_an_offer_of_which_a_night_would_take_most_of_the_time_goes_out_at_night(hours: int, urgent: bool) -> None:
    shift, leaving = _full(request__answer_hours=hours)
    waiting = factories.waiting(shift)
    _leave(leaving)
    assert _urgent(waiting.person, "offered") is urgent


def test_what_comes_free_in_the_last_hours_is_told_at_night_too() -> None:
    shift, leaving = _full()
    waiting = factories.waiting(shift)
    _leave(leaving, _near(shift))
    assert _urgent(waiting.person, "place_free")


# Reserve -------------------------------------------------------------------------------------------------------------


def test_the_first_of_the_line_are_told_once_to_keep_the_time_free() -> None:
    shift, leaving = _full(reserve=2)
    first, second, third = (_apply(shift) for _ in range(3))
    assert ["補欠" in _body(one.person, "waiting") for one in (first, second, third)] == [True, True, False]
    _leave(leaving)
    assert _told(third.person) == ["waiting", "reserve"]
    assert "補欠2番目になりました" in _body(third.person, "reserve")
    assert _told(second.person) == ["waiting"]


def test_when_somebody_leaves_the_line_the_next_is_told_to_keep_the_time_free() -> None:
    shift, _ = _full(reserve=1)
    first, second = _apply(shift), _apply(shift)
    _leave(first)
    assert _told(second.person) == ["waiting", "reserve"]


# Invitations ---------------------------------------------------------------------------------------------------------


def _offers(shift: models.Shift, number: int) -> list[models.Offer]:
    return [factories.OfferFactory.create(fields=[shift.request.field]) for _ in range(number)]


def _invite(shift: models.Shift, offer: models.Offer, **more: Any) -> models.Assignment:  # noqa: ANN401
    handle = queries.matching.handle_of(shift, offer)
    return actions.invite(shift, handle=handle, by=people.UserFactory.create(), now=NOW, **more)


def _wave(shift: models.Shift, **fields: Any) -> list[models.Assignment]:  # noqa: ANN401
    plan = {"people": 2, "days": 3, "goes_on": True, **fields}
    return actions.invite_wave(shift, by=people.UserFactory.create(), now=NOW, **plan)


def _invited(shift: models.Shift) -> list[int]:
    live = shift.assignments.filter(state=State.INVITED).order_by("pk")
    return list(live.values_list("person_id", flat=True))


def test_an_invitation_ends_at_the_time_that_it_tells() -> None:
    shift = _shift()
    (offer,) = _offers(shift, 1)
    made = _invite(shift, offer, days=2)
    assert made.invitation_due_at == NOW + 2 * DAY
    assert "お返事の期限：5月10日（日）12:00まで" in _body(offer.person, "invitation")
    assert (actions.sweep(now=NOW + 2 * DAY), _state(made)) == (1, State.LAPSED)
    assert _told(offer.person) == ["invitation", "invitation_lapsed"]


def test_an_invitation_ends_when_the_activity_begins() -> None:
    shift = _shift()
    (offer,) = _offers(shift, 1)
    assert _invite(shift, offer, days=14).invitation_due_at == shift.starts_at


def test_a_late_yes_to_an_invitation_is_refused_by_words_and_leads_to_an_application() -> None:
    shift = _shift()
    (offer,) = _offers(shift, 1)
    made = _invite(shift, offer)
    late = NOW + 2.9 * DAY
    models.Assignment.objects.update(invitation_due_at=late)
    with pytest.raises(errors.InvitationOver, match="募集のページから応募"):
        actions.accept(_fresh(made), by=offer.person, now=late)
    assert (_state(made), _apply(shift, offer.person, now=late).state) == (State.LAPSED, State.CONFIRMED)


def test_who_applies_after_an_invitation_lapsed_is_looked_at_like_everybody() -> None:
    shift = _shift(request__policy=enums.Policy.ACCEPTANCE)
    (offer,) = _offers(shift, 1)
    asked = _invite(shift, offer)
    late = NOW + 2.9 * DAY
    models.Assignment.objects.update(invitation_due_at=late)
    applied = _apply(shift, offer.person, now=late)
    assert (_state(asked), applied.state, _taken(shift)) == (State.LAPSED, State.APPLIED, 0)


def test_a_wave_goes_on_when_somebody_who_was_invited_withdraws_and_no_organiser_is_told() -> None:
    shift = _shift()
    manager = factories.manager_of(shift.request)
    _offers(shift, 2)
    (first,) = _wave(shift, people=1)
    _leave(_fresh(first))
    (following,) = _invited(shift)
    assert (following != first.person_id, _told(manager)) == (True, [])


def test_a_wave_asks_no_more_people_than_there_are_places_and_the_next_when_one_says_no() -> None:
    shift = _shift(capacity=2)
    _offers(shift, 5)
    first, second = _wave(shift, people=9)
    actions.decline(_fresh(first), by=first.person, now=NOW)
    third = _invited(shift)[-1]
    assert (_invited(shift), third in {first.person_id, second.person_id}) == ([second.person_id, third], False)


def test_a_wave_goes_on_when_an_invitation_lapses_and_asks_nobody_twice() -> None:
    shift = _shift()
    _offers(shift, 2)
    (first,) = _wave(shift, people=1, days=1)
    actions.sweep(now=NOW + DAY)
    (following,) = _invited(shift)
    assert following != first.person_id
    actions.sweep(now=NOW + 2 * DAY)
    assert _invited(shift) == []


def test_without_the_organisers_choice_nobody_else_is_invited() -> None:
    shift = _shift()
    _offers(shift, 2)
    (first,) = _wave(shift, people=1, goes_on=False)
    actions.decline(_fresh(first), by=first.person, now=NOW)
    assert _invited(shift) == []


def test_a_wave_without_anybody_to_ask_says_so() -> None:
    with pytest.raises(errors.NobodyToInvite):
        _wave(_shift())
