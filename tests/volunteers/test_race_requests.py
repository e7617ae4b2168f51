"""Real processes at call-offs, windows and pages that are sent twice. RACE_ROUNDS=100 for the full form."""

import functools
from collections import Counter
from datetime import time, timedelta

import pytest
from django.db import connection

from backend.accounts import models as accounts
from backend.common import clock
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support import race
from volunteers import actions, enums, models

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
APPLICANTS = race.processes(7, full=15)
SATURDAY = TODAY + timedelta(days=1)


def _shift(shift_id: int) -> models.Shift:
    return models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift_id)


def _apply(shift_id: int, person_id: int) -> str:
    person = accounts.User.objects.get(pk=person_id)
    return actions.apply_for_shift(_shift(shift_id), person=person, by=person, now=NOW).state


def _call_off(shift_id: int, by_id: int) -> None:
    by = accounts.User.objects.get(pk=by_id)
    actions.call_off_shift(_shift(shift_id), by=by, reason="雨のため", now=NOW)


def _call_off_request(request_id: int, by_id: int) -> None:
    by = accounts.User.objects.get(pk=by_id)
    actions.call_off_request(models.Request.objects.get(pk=request_id), by=by, reason="雨のため", now=NOW)


def _pick(window_id: int, person_id: int, starts: int) -> str:
    person = accounts.User.objects.get(pk=person_id)
    window = models.Window.objects.get(pk=window_id)
    begins = clock.at(SATURDAY, time(starts))
    ends = begins + timedelta(hours=2)
    return actions.pick_time(window, starts_at=begins, ends_at=ends, person=person, by=person, now=NOW).state


def _post(organisation_id: int, by_id: int) -> str:
    by, starts = accounts.User.objects.get(pk=by_id), factories.morning(3)
    plan = actions.RequestPlan("二度押しの募集", models.Field.objects.earliest("pk"), "水をやります。", "門")
    shift = actions.ShiftPlan(starts, starts + timedelta(hours=2), "見本公園", 5)
    organisation = accounts.Organisation.objects.get(pk=organisation_id)
    post = functools.partial(actions.post_request, organisation, plan=plan, shifts=[shift], by=by, now=NOW)
    return actions.post_once(post, key="this page", by=by).code


def _tell(organisation_id: int, by_id: int) -> str:
    by, field = accounts.User.objects.get(pk=by_id), models.Field.objects.earliest("pk")
    plan = actions.stories.StoryPlan("二度押しの事例", "水をやりました。", TODAY, field)
    organisation = accounts.Organisation.objects.get(pk=organisation_id)
    write = functools.partial(actions.stories.write_story, organisation, plan=plan, by=by, now=NOW)
    return actions.tell_story_once(write, key="this page", by=by).code


def _forget() -> None:
    """Rounds share their people, who would otherwise be busy."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_assignment CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")


def _states(**which: object) -> dict[str, int]:
    return dict(Counter(models.Assignment.objects.filter(**which).values_list("state", flat=True)))


@pytest.mark.parametrize("policy", enums.Policy.values)
def test_a_call_off_among_applications_leaves_nobody_with_a_place(policy: str) -> None:
    crowd, by = people.UserFactory.create_batch(APPLICANTS), people.UserFactory.create()
    with race.runners(APPLICANTS + 1) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=5, request__policy=policy)
            calls = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk}) for one in crowd]
            calls.insert(APPLICANTS // 2, race.Call(_call_off, {"shift_id": shift.pk, "by_id": by.pk}))
            told = race.tally(field.run(calls))
            made = told.pop("ok") - 1
            assert told == ({"ShiftCalledOff": APPLICANTS - made} if made < APPLICANTS else {})
            assert _states(shift=shift) == ({"called_off": made} if made else {})
            shift.refresh_from_db()
            assert (shift.taken, shift.called_off_at) == (0, NOW)


def test_a_request_called_off_while_times_are_picked_leaves_nobody_with_a_place() -> None:
    crowd, by = people.UserFactory.create_batch(APPLICANTS), people.UserFactory.create()
    with race.runners(APPLICANTS + 1) as field:
        for _ in range(ROUNDS):
            _forget()
            window = factories.WindowFactory.create(capacity=APPLICANTS, minutes_needed=120 * APPLICANTS)
            calls = [
                race.Call(_pick, {"window_id": window.pk, "person_id": one.pk, "starts": 9 + number % 4})
                for number, one in enumerate(crowd)
            ]
            request = {"request_id": window.request_id, "by_id": by.pk}
            calls.insert(APPLICANTS // 2, race.Call(_call_off_request, request))
            told = race.tally(field.run(calls))
            made = told.pop("ok") - 1
            assert told == ({"ShiftCalledOff": APPLICANTS - made} if made < APPLICANTS else {})
            assert _states(shift__window=window) == ({"called_off": made} if made else {})
            window.refresh_from_db()
            assert window.minutes_taken == 0


def test_of_many_who_pick_overlapping_times_exactly_as_many_get_one_as_there_is_room() -> None:
    crowd = people.UserFactory.create_batch(APPLICANTS)
    with race.runners(APPLICANTS) as field:
        for _ in range(ROUNDS):
            _forget()
            window = factories.WindowFactory.create(capacity=3)
            calls = [
                race.Call(_pick, {"window_id": window.pk, "person_id": one.pk, "starts": 9 + number % 2})
                for number, one in enumerate(crowd)
            ]
            assert race.tally(field.run(calls)) == {"ok": 3, "TimeFull": APPLICANTS - 3}
            window.refresh_from_db()
            assert (_states(shift__window=window), window.minutes_taken) == ({"confirmed": 3}, 360)


def test_of_many_for_the_last_hours_of_a_window_exactly_those_that_fit_get_them() -> None:
    crowd = people.UserFactory.create_batch(APPLICANTS)
    with race.runners(APPLICANTS) as field:
        for _ in range(ROUNDS):
            _forget()
            window = factories.WindowFactory.create(capacity=99, minutes_needed=500)
            calls = [
                race.Call(_pick, {"window_id": window.pk, "person_id": one.pk, "starts": 9 + number % 5})
                for number, one in enumerate(crowd)
            ]
            assert race.tally(field.run(calls)) == {"ok": 4, "WindowTaken": APPLICANTS - 4}
            window.refresh_from_db()
            assert (_states(shift__window=window), window.minutes_taken) == ({"confirmed": 4}, 480)


def test_of_many_presses_of_one_page_one_posts() -> None:
    organisation = factories.RequestFactory.create().organisation
    with race.runners(APPLICANTS) as field:
        for number in range(ROUNDS):
            by = people.OrganisationMemberFactory.create(organisation=organisation).user
            call = race.Call(_post, {"organisation_id": organisation.pk, "by_id": by.pk})
            assert race.tally(field.run([call] * APPLICANTS)) == {"ok": APPLICANTS}
            posted = models.Request.objects.filter(title="二度押しの募集")
            assert (posted.count(), posted.filter(posted_by=by).count()) == (number + 1, 1)


def test_of_many_presses_of_one_page_one_writes_a_story() -> None:
    organisation = factories.RequestFactory.create().organisation
    with race.runners(APPLICANTS) as field:
        for number in range(ROUNDS):
            by = people.OrganisationMemberFactory.create(organisation=organisation).user
            call = race.Call(_tell, {"organisation_id": organisation.pk, "by_id": by.pk})
            assert race.tally(field.run([call] * APPLICANTS)) == {"ok": APPLICANTS}
            told = models.Story.objects.filter(title="二度押しの事例")
            assert (told.count(), told.filter(written_by=by).count()) == (number + 1, 1)
