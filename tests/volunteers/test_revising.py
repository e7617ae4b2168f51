"""Edits of a published request: told field by field, asked again where it matters, left without a mark."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
State = enums.AssignmentState


def _plan(request: models.Request, **changes: Any) -> actions.RequestPlan:  # noqa: ANN401
    names = actions.RequestPlan.__dataclass_fields__
    return actions.RequestPlan(**{name: getattr(request, name) for name in names} | changes)


def _row(shift: models.Shift, **changes: Any) -> actions.ShiftPlan:  # noqa: ANN401
    names = ("starts_at", "ends_at", "place", "capacity", "minimum", "reserve", "code")
    return actions.ShiftPlan(**{name: getattr(shift, name) for name in names} | changes)


def _revise(
    shift: models.Shift,
    rows: Sequence[actions.ShiftPlan] = (),
    **changes: Any,  # noqa: ANN401
) -> list[models.RequestChange]:
    request = shift.request
    by = factories.manager_of(request)
    return actions.revise_request(request, plan=_plan(request, **changes), shifts=rows, by=by, now=NOW)


def _later(shift: models.Shift, hours: int = 3) -> actions.ShiftPlan:
    ahead = timedelta(hours=hours)
    return _row(shift, starts_at=shift.starts_at + ahead, ends_at=shift.ends_at + ahead)


def _body(person: accounts.User, template: str) -> str:
    return notices.Notice.objects.get(user=person, template=f"volunteers/{template}").body


def test_those_who_joined_read_what_was_and_what_is() -> None:
    shift = factories.ShiftFactory.create()
    place = factories.confirmed(shift)
    _revise(shift, belongings="長ぐつ", weather_rule="雨なら中止")
    told = _body(place.person, "changed")
    assert "・持ち物・服装：軍手、飲み物 → 長ぐつ\n・天候が悪いとき：なし → 雨なら中止" in told
    assert not models.ChangeAnswer.objects.exists()


def test_a_change_of_time_asks_everybody_who_stands_to_it_whether_they_stay() -> None:
    shift = factories.ShiftFactory.create()
    other = factories.ShiftFactory.create(request=shift.request, days=5)
    standing = [factories.confirmed(shift), factories.waiting(shift)]
    elsewhere = factories.confirmed(other)
    (change,) = _revise(shift, [_later(shift), _row(other)])
    assert change.is_important
    assert {one.assignment_id for one in change.answers.all()} == {one.pk for one in standing}
    assert "・開始：2026年5月11日 10:00 → 2026年5月11日 13:00" in _body(standing[0].person, "changed_ask")
    assert not notices.Notice.objects.filter(user=elsewhere.person).exists()
    standing[0].refresh_from_db()
    assert standing[0].during.lower == shift.starts_at + timedelta(hours=3)


def test_only_those_with_a_place_hear_that_the_contact_changed_and_none_by_mail_what_it_is() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    place, line = factories.confirmed(shift), factories.waiting(shift)
    _revise(shift, contact="例示 係 000-1111-2222")
    told = _body(place.person, "changed")
    assert ("当日の連絡先" in told, "000-1111-2222" in told) == (True, False)
    assert not notices.Notice.objects.filter(user=line.person).exists()


def test_two_edits_are_told_twice() -> None:
    shift = factories.ShiftFactory.create()
    place = factories.confirmed(shift)
    _revise(shift, belongings="長ぐつ")
    shift.request.refresh_from_db()
    _revise(shift, belongings="運動ぐつ")
    assert notices.Notice.objects.filter(user=place.person).count() == 2


def test_an_edit_that_changes_nothing_is_no_edit() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(errors.NothingChanged):
        _revise(shift, [_row(shift)])


def test_the_line_breaks_of_a_browser_are_no_change() -> None:
    shift = factories.ShiftFactory.create(request__tasks="ごみを拾います。\n種類ごとに分けます。")
    place = factories.confirmed(shift)
    _revise(shift, tasks="ごみを拾います。\r\n種類ごとに分けます。", belongings="長ぐつ")
    assert "してほしいこと" not in _body(place.person, "changed")


def test_a_new_time_is_added_and_a_raised_capacity_goes_to_the_line() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    line = factories.waiting(shift)
    new = replace(_later(shift, hours=48), code="")
    _revise(shift, [_row(shift, capacity=2), new])
    line.refresh_from_db()
    assert (line.state, shift.request.shifts.count()) == (State.OFFERED, 2)


def test_nobody_loses_a_place_to_a_smaller_capacity() -> None:
    shift = factories.ShiftFactory.create(capacity=3)
    for _ in range(2):
        factories.confirmed(shift)
    with pytest.raises(errors.CapacityBelowTaken, match="2人の参加"):
        _revise(shift, [_row(shift, capacity=1)])


def test_who_is_busy_at_the_new_time_is_let_go_and_told_why() -> None:
    shift = factories.ShiftFactory.create()
    busy, free = factories.confirmed(shift), factories.confirmed(shift)
    factories.confirmed(factories.ShiftFactory.create(starts_at=shift.starts_at + timedelta(hours=3)), busy.person)
    _revise(shift, [_later(shift)])
    for one in (shift, busy, free):
        one.refresh_from_db()
    assert (busy.state, free.state, shift.taken) == (State.CALLED_OFF, State.CONFIRMED, 1)
    assert "不利になることもありません" in _body(busy.person, "change_clash")


def test_who_is_let_go_for_a_clash_is_free_for_other_lines_at_the_old_time() -> None:
    shift, other = factories.ShiftFactory.create(), factories.ShiftFactory.create(capacity=1)
    busy = factories.confirmed(shift)
    waiting = factories.waiting(other, busy.person)
    ahead = timedelta(hours=3)
    factories.confirmed(
        factories.ShiftFactory.create(starts_at=shift.starts_at + ahead, ends_at=shift.ends_at + ahead), busy.person
    )
    _revise(shift, [_later(shift)])
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"draft": True}, errors.RequestNotChangeable),
        ({"in_review": True}, errors.RequestNotChangeable),
        ({"status": "called_off", "closed_at": NOW}, errors.RequestNotChangeable),
    ],
)
def test_only_what_is_published_is_revised(fields: dict[str, Any], refusal: type[errors.RequestNotChangeable]) -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(**fields))
    with pytest.raises(refusal):
        _revise(shift, belongings="長ぐつ")


def test_a_gender_does_not_slip_into_what_is_published() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(errors.GenderNeedsReview):
        _revise(shift, gender="women", gender_basis="care", gender_reason="見本")


def test_a_time_is_not_moved_into_the_past() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(errors.ShiftInThePast):
        _revise(shift, [_later(shift, hours=-24 * 9)])


def test_a_time_is_not_moved_further_ahead_than_people_are_asked() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(errors.ShiftTooFar):
        _revise(shift, [_later(shift, hours=24 * 732)])


def test_who_picked_a_time_hears_of_a_new_place() -> None:
    window = factories.WindowFactory.create()
    shift = factories.ShiftFactory.create(request=window.request, window=window, days=1, place=window.place)
    place = factories.confirmed(shift)
    names = actions.WindowPlan.__dataclass_fields__
    moved = actions.WindowPlan(**{name: getattr(window, name) for name in names} | {"place": "例示公園"})
    by = factories.manager_of(window.request)
    actions.revise_request(window.request, plan=_plan(window.request), shifts=[], windows=[moved], by=by, now=NOW)
    shift.refresh_from_db()
    told = _body(place.person, "changed_ask")
    assert (shift.place, "・場所：見本公園の花だん → 例示公園" in told) == ("例示公園", True)


def test_a_window_keeps_its_center_and_a_picked_time_its_own_room() -> None:
    window = factories.WindowFactory.create(center_code="kuji")
    kept = factories.ShiftFactory.create(request=window.request, window=window, place="久慈の会議室")
    plan = actions.WindowPlan(
        **{name: getattr(window, name) for name in (*actions.requests.OF_WINDOW, "code") if name != "center_code"}
        | {"capacity": 3, "place": "例示公園"}
    )
    by = factories.manager_of(window.request)
    actions.revise_request(window.request, plan=_plan(window.request), shifts=[], windows=[plan], by=by, now=NOW)
    window.refresh_from_db()
    kept.refresh_from_db()
    assert (window.center_code, window.capacity, kept.place) == ("kuji", 3, "久慈の会議室")


@pytest.mark.parametrize("minutes", [30, 100, 1200])
def test_the_minutes_of_a_window_stay_when_its_page_is_saved(
    client: PageClient, noon: time_machine.Traveller, minutes: int
) -> None:
    window = factories.WindowFactory.create(minutes_needed=minutes)
    client.force_login(factories.manager_of(window.request))
    path = reverse("volunteers:request-changes", args=[window.request.code])
    sheet = client.get(path).context["sheet"]
    sent = {name: value for form in [sheet.request, *sheet.windows.forms] for name, value in _values(form)}
    sent |= {"windows-TOTAL_FORMS": "1", "windows-INITIAL_FORMS": "1", "windows-0-place": "例示公園"}
    client.post(path, sent)
    window.refresh_from_db()
    assert (window.place, window.minutes_needed) == ("例示公園", minutes)


def test_a_copy_of_a_window_keeps_its_minutes() -> None:
    window = factories.WindowFactory.create(minutes_needed=100)
    (row,) = queries.templates.sheet_of(window.request)["windows"]
    assert row["hours_needed"] == "1時間40分"


def test_a_second_window_is_changed_and_a_third_one_added_on_the_same_sheet(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    first = factories.WindowFactory.create()
    second = factories.WindowFactory.create(request=first.request, weekdays=[1, 2])
    client.force_login(factories.manager_of(first.request))
    path = reverse("volunteers:request-changes", args=[first.request.code])
    sheet = client.get(path).context["sheet"]
    sent = {name: value for form in [sheet.request, *sheet.windows.forms] for name, value in _values(form)}
    sent |= {"windows-TOTAL_FORMS": "3", "windows-INITIAL_FORMS": "2", "windows-1-place": "例示公園"}
    third = {name.replace("windows-0-", "windows-2-"): value for name, value in sent.items() if "windows-0-" in name}
    client.post(path, sent | third | {"windows-2-code": "", "windows-2-place": "例示広場"})
    places = list(first.request.windows.order_by("pk").values_list("place", flat=True))
    assert places == [first.place, "例示公園", "例示広場"]
    change = first.request.changes.get()
    assert [(line["old"], line["new"]) for line in change.lines] == [(second.place, "例示公園")]


def _values(form: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - Django's form
    """This function will give what a form shows as a browser sends it, lists as lists."""
    found = [(field.html_name, field.value()) for field in form]
    texts = [(name, f"{value:%H:%M}" if hasattr(value, "hour") else value) for name, value in found]
    return [(name, value) for name, value in texts if value not in (None, False, [])]


# Answers -------------------------------------------------------------------------------------------------------------


def _counts(change: models.RequestChange) -> tuple[int, ...]:
    return tuple(getattr(change, name) for name in ("stays", "left", "open"))


def _asked() -> models.Assignment:
    shift = factories.ShiftFactory.create()
    place = factories.confirmed(shift)
    _revise(shift, [_later(shift)])
    return models.Assignment.objects.detailed().get(pk=place.pk)


def test_who_stays_is_noted() -> None:
    place = _asked()
    actions.stay_after_change(place, by=place.person, now=NOW)
    (change,) = queries.changes.of_request(place.shift.request)
    assert _counts(change) == (1, 0, 0)
    with pytest.raises(errors.AssignmentChanged):
        actions.stay_after_change(place, by=place.person, now=NOW)


def test_who_leaves_because_of_a_change_is_free_and_carries_no_mark() -> None:
    place = _asked()
    offer = factories.OfferFactory.create(person=place.person)
    actions.leave_after_change(place, by=place.person, now=NOW)
    shift = queries.requests.detailed_shifts().get(pk=place.shift_id)
    judged = queries.matching.judged_offers(shift, now=NOW).get(pk=offer.pk)
    refusal = judged.refusal  # type: ignore[attr-defined]  # annotated
    assert (shift.taken, refusal) == (0, "")
    (change,) = queries.changes.of_request(place.shift.request)
    assert _counts(change) == (0, 1, 0)


def test_nobody_leaves_by_a_change_that_was_none() -> None:
    place = factories.confirmed(factories.ShiftFactory.create())
    with pytest.raises(errors.AssignmentChanged):
        actions.leave_after_change(place, by=place.person, now=NOW)
    place.refresh_from_db()
    assert place.state == State.CONFIRMED


# Pages ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_a_volunteer_sees_the_change_and_answers_with_one_button(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    place = _asked()
    client.force_login(place.person)
    path = reverse("volunteers:assignment-detail", args=[place.code])
    page = client.get(path).content.decode()
    told = ["2026年5月11日 10:00", "2026年5月11日 13:00", "このまま参加する", "参加をやめる"]
    assert [one for one in told if one not in page] == []
    client.post(reverse("volunteers:change-departure", args=[place.code]))
    place.refresh_from_db()
    assert place.state == State.WITHDRAWN


def test_an_organiser_edits_what_is_published_on_the_same_sheet(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    shift = factories.ShiftFactory.create()
    place = factories.confirmed(shift)
    client.force_login(factories.manager_of(shift.request))
    path = reverse("volunteers:request-changes", args=[shift.request.code])
    sheet = client.get(path).context["sheet"]
    sent = _as_sent(sheet) | {"shifts-0-place": "例示海岸"}
    client.post(path, sent)
    shift.refresh_from_db()
    assert (shift.place, "・場所：見本海岸 → 例示海岸" in _body(place.person, "changed_ask")) == ("例示海岸", True)
    desk = client.get(reverse("volunteers:request-detail", args=[shift.request.code])).content.decode()
    assert ("変更の記録" in desk, "返事待ち 1人" in desk) == (True, True)


def test_an_edit_does_not_turn_set_times_into_picked_ones(client: PageClient, noon: time_machine.Traveller) -> None:
    shift = factories.ShiftFactory.create()
    client.force_login(factories.manager_of(shift.request))
    path = reverse("volunteers:request-changes", args=[shift.request.code])
    client.post(path, _as_sent(client.get(path).context["sheet"]) | {"kind": "flexible", "shifts-0-place": "例示海岸"})
    shift.refresh_from_db()
    assert (shift.place, models.Request.objects.get(pk=shift.request_id).kind) == ("例示海岸", "fixed")


def test_a_refused_edit_keeps_what_was_typed(client: PageClient, noon: time_machine.Traveller) -> None:
    shift = factories.ShiftFactory.create(capacity=2)
    for _ in range(2):
        factories.confirmed(shift)
    client.force_login(factories.manager_of(shift.request))
    path = reverse("volunteers:request-changes", args=[shift.request.code])
    sent = _as_sent(client.get(path).context["sheet"]) | {"shifts-0-capacity": "1", "belongings": "長ぐつ"}
    answer = client.post(path, sent)
    page = answer.content.decode()
    assert (answer.status_code, "定員は2人以上" in page, "長ぐつ" in page) == (409, True, True)


def _as_sent(sheet: Any) -> dict[str, Any]:  # noqa: ANN401 - the sheet of the page
    """This function will send back what a sheet shows, as a browser would."""
    sent = {"shifts-TOTAL_FORMS": str(len(sheet.shifts.forms)), "shifts-INITIAL_FORMS": "1"}
    for form in [sheet.request, *sheet.shifts.forms]:
        for field in form:
            value = field.value()
            if value not in (None, False, []):
                sent[field.html_name] = f"{value:%H:%M}" if hasattr(value, "hour") else str(value)
    return sent


def test_leaving_hands_the_place_to_the_next_in_line() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    place = factories.confirmed(shift)
    line = factories.waiting(shift, people.UserFactory.create())
    _revise(shift, [_later(shift)])
    place = models.Assignment.objects.detailed().get(pk=place.pk)
    actions.leave_after_change(place, by=place.person, now=NOW)
    line.refresh_from_db()
    assert line.state == State.OFFERED
