"""What if: bookings held against a draft, as of the moment each was made, counted against a reckoning of its own."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from backend.accounts import models as accounts
from backend.common import clock, errors
from bookings import actions, enums, models
from bookings import errors as refusals
from bookings.actions import replaying
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 4), date(2027, 5, 2)
WEEKLY = {"caps": {"limits": [{"span": "week", "limit": 1}]}}
SMALL = {"headcount": {"maximum": 5}}


def draft_of(content: dict[str, Any], center: models.Center, **scope: Any) -> models.UsageRules:  # noqa: ANN401
    return actions.draft_usage_rules(
        content,
        municipality=center.municipality,
        center=None if scope.pop("of_the_city", False) else center,
        valid_from=date(2027, 6, 1),
        by=UserFactory.create(),
        now=make.NOW,
        **scope,
    )


def replay(draft: models.UsageRules, first: date = FIRST, last: date = LAST) -> models.RulesReplay:
    made = actions.request_replay(draft, first=first, last=last, by=UserFactory.create(), now=make.NOW)
    actions.replay_rules(made.pk, now=make.NOW)
    made.refresh_from_db()
    return made


def refused(done: models.RulesReplay) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, rule in done.refusals.values_list("booking__code", "rule"):
        found.setdefault(code, set()).add(rule)
    return found


def book(room: models.Room, ahead: int, **more: Any) -> models.Booking:  # noqa: ANN401 - the factory's own
    return make.BookingFactory.create(room=room, date=make.DAY + timedelta(days=ahead), **more)


# single bookings ------------------------------------------------------------------------------------------------------


def test_a_booking_that_the_draft_refuses_is_counted_with_its_rule() -> None:
    small, large = book(make.RoomFactory.create(), 0, headcount=5), make.BookingFactory.create(headcount=6)
    done = replay(draft_of(SMALL, large.center))
    assert (done.state, done.total, done.done, done.refused) == ("done", 1, 1, 1)
    assert refused(done) == {large.code: {"too_many_people"}}
    assert small.center != large.center


def test_what_the_rules_in_force_refused_too_is_no_news() -> None:
    room = make.RoomFactory.create()
    lenient = book(room, 0, headcount=8)
    make.publish(room.center, {"headcount": {"maximum": 7}})
    models.Booking.objects.update(rules_codes=[models.UsageRules.objects.get().code])
    assert (replay(draft_of(SMALL, room.center)).refused, lenient.headcount) == (0, 8)


def test_the_rules_in_force_are_those_under_which_a_booking_was_made() -> None:
    room = make.RoomFactory.create()
    made = book(room, 0, headcount=8)  # before there was any rule
    later = make.NOW + timedelta(hours=1)
    actions.publish_usage_rules(
        {"headcount": {"maximum": 7}},
        municipality=room.center.municipality,
        center=room.center,
        valid_from=make.SINCE,
        by=None,
        now=later,
    )
    assert refused(replay(draft_of(SMALL, room.center))) == {made.code: {"too_many_people"}}


def test_a_window_is_measured_at_the_moment_of_booking() -> None:
    room = make.RoomFactory.create()
    early = book(room, 0, now=make.NOW)  # twelve days before the use
    in_time = book(room, 1, now=make.NOW + timedelta(days=8))
    done = replay(draft_of({"windows": {"tiers": [{"amount": 1, "unit": "week"}]}}, room.center))
    assert refused(done) == {early.code: {"not_open_yet"}}
    assert in_time.code not in refused(done)


def test_every_rule_that_a_booking_breaks_is_written_down_once() -> None:
    made = make.BookingFactory.create(headcount=8, activity="dance")
    content = {**SMALL, "bans": {"a": {"activity": "dance"}, "b": {"activity": "dance"}}}
    done = replay(draft_of(content, made.center))
    assert (done.refused, refused(done)) == (1, {made.code: {"too_many_people", "banned_activity"}})


def test_closed_days_and_full_rooms_are_not_the_draft_s_affair() -> None:
    made = make.BookingFactory.create(headcount=8)
    models.Closure.objects.create(center=made.center, weekday=made.date.weekday(), reason="あとで決めた休み")
    models.Room.objects.filter(pk=made.room.pk).update(capacity=2)
    assert refused(replay(draft_of(SMALL, made.center))) == {made.code: {"too_many_people"}}


# caps: what existed then ----------------------------------------------------------------------------------------------


def test_a_cap_counts_what_was_made_before_and_not_what_came_after() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    first, second = book(room, 0, by=person), book(room, 1, by=person, now=make.NOW + timedelta(hours=1))
    assert refused(replay(draft_of(WEEKLY, room.center))) == {second.code: {"cap_week"}}
    assert first.date < second.date


def test_a_booking_that_was_cancelled_by_then_does_not_count() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    gone = book(room, 0, by=person)
    actions.cancel_booking(gone, by=person, now=make.NOW + timedelta(minutes=10))
    book(room, 1, by=person, now=make.NOW + timedelta(minutes=20))
    assert refused(replay(draft_of(WEEKLY, room.center))) == {}


def test_a_booking_that_was_cancelled_only_later_counts() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    gone = book(room, 0, by=person)
    second = book(room, 1, by=person, now=make.NOW + timedelta(minutes=10))
    actions.cancel_booking(gone, by=person, now=make.NOW + timedelta(minutes=20))
    assert refused(replay(draft_of(WEEKLY, room.center))) == {second.code: {"cap_week"}}


def test_a_person_and_their_group_are_counted_apart_and_centers_as_well() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    group = GroupFactory.create(representative=person)
    book(room, 0, by=person)
    book(room, 1, by=person, for_group=group)
    book(make.RoomFactory.create(), 2, by=person)
    assert replay(draft_of(WEEKLY, room.center)).refused == 0


# scope ----------------------------------------------------------------------------------------------------------------


def test_a_draft_of_a_room_concerns_that_room_alone_and_adds_to_its_center() -> None:
    room = make.RoomFactory.create()
    other = make.RoomFactory.create(center=room.center)
    here, _there = book(room, 0, headcount=8), book(other, 0, headcount=8)
    done = replay(draft_of(SMALL, room.center, room=room))
    assert (done.total, refused(done)) == (1, {here.code: {"too_many_people"}})


def test_a_draft_of_the_city_s_default_leaves_alone_what_a_center_rules_itself() -> None:
    own, usual = make.CenterFactory.create(), make.CenterFactory.create()
    make.publish(own, {"headcount": {"maximum": 20}})
    book(make.RoomFactory.create(center=own), 0, headcount=8)
    hit = book(make.RoomFactory.create(center=usual), 0, headcount=8)
    done = replay(draft_of(SMALL, own, of_the_city=True))
    assert (done.total, refused(done)) == (2, {hit.code: {"too_many_people"}})


def test_bookings_outside_the_days_and_offers_that_nobody_took_are_left_out() -> None:
    made = make.BookingFactory.create(headcount=8)
    draft = draft_of(SMALL, made.center)
    with pytest.raises(refusals.ReplayWithoutBookings):
        replay(draft, first=made.date + timedelta(days=1), last=made.date + timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE bookings_bookingstatechange SET to_state = 'offered'")
    with pytest.raises(refusals.ReplayWithoutBookings):
        replay(draft)


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (FIRST, FIRST + replaying.LONGEST + timedelta(days=1))])
def test_a_replay_runs_over_some_days_in_order(first: date, last: date) -> None:
    made = make.BookingFactory.create()
    with pytest.raises(refusals.ReplayRangeInvalid):
        replay(draft_of(SMALL, made.center), first=first, last=last)


def test_only_a_draft_can_be_replayed() -> None:
    made = make.BookingFactory.create()
    with pytest.raises(refusals.RulesNotADraft):
        replay(make.publish(made.center, SMALL))


# stopped, killed, changed meanwhile -----------------------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "BATCH", 2)


def seven(center: models.Center) -> models.UsageRules:
    room = make.RoomFactory.create(center=center)
    for ahead in range(7):
        book(room, ahead, headcount=4 + ahead)
    return draft_of(SMALL, center)


@pytest.mark.usefixtures("small_batches")
def test_progress_grows_batch_by_batch() -> None:
    made = requested(seven(make.CenterFactory.create()))
    seen = []
    while replaying._replay_some(made.pk, now=make.NOW):
        made.refresh_from_db()
        seen.append((made.state, made.done, made.refused))
    assert seen == [("running", 2, 0), ("running", 4, 2), ("running", 6, 4), ("running", 7, 5)]


@pytest.mark.usefixtures("small_batches")
def test_a_replay_that_was_stopped_goes_on_and_counts_the_same() -> None:
    made, person = requested(seven(make.CenterFactory.create())), UserFactory.create()
    replaying._replay_some(made.pk, now=make.NOW)
    stopped = actions.stop_replay(made, by=person, now=make.NOW)
    actions.replay_rules(made.pk, now=make.NOW)
    made.refresh_from_db()
    assert (stopped.state, made.done, made.problem) == ("failed", 2, replaying.STOPPED)
    actions.resume_replay(made, by=person, now=make.NOW)
    actions.go_on_with_replays(now=make.NOW)
    made.refresh_from_db()
    assert (made.state, made.total, made.done, made.refused, made.refusals.count()) == ("done", 7, 7, 5, 5)


@pytest.mark.usefixtures("small_batches")
def test_what_a_killed_worker_had_not_committed_is_done_again_and_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = requested(seven(make.CenterFactory.create()))
    replaying._replay_some(made.pk, now=make.NOW)

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replaying, "_judge", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.replay_rules(made.pk, now=make.NOW)
    actions.go_on_with_replays(now=make.NOW)
    actions.go_on_with_replays(now=make.NOW)
    made.refresh_from_db()
    assert (made.state, made.done, made.refused, made.refusals.count()) == ("done", 7, 5, 5)


@pytest.mark.usefixtures("small_batches")
def test_a_draft_that_is_changed_meanwhile_ends_its_replay() -> None:
    draft = seven(make.CenterFactory.create())
    made, person = requested(draft), UserFactory.create()
    replaying._replay_some(made.pk, now=make.NOW)
    actions.revise_usage_rules(draft, WEEKLY, seen=draft.digest, by=person, now=make.NOW)
    actions.replay_rules(made.pk, now=make.NOW)
    made.refresh_from_db()
    assert (made.state, made.done, made.problem) == ("failed", 2, replaying.CHANGED)
    with pytest.raises(refusals.RulesChangedMeanwhile):
        actions.resume_replay(made, by=person, now=make.NOW)


def test_a_booking_that_is_made_meanwhile_does_not_join() -> None:
    draft = seven(make.CenterFactory.create())
    made = requested(draft)
    book(make.RoomFactory.create(center=draft.center), 1, headcount=9)
    actions.replay_rules(made.pk, now=make.NOW)
    made.refresh_from_db()
    assert (made.state, made.done, made.refused) == ("done", 7, 5)


def requested(draft: models.UsageRules) -> models.RulesReplay:
    return actions.request_replay(draft, first=FIRST, last=LAST, by=UserFactory.create(), now=make.NOW)


# a brute-force reckoning over a small set -----------------------------------------------------------------------------

DRAFT: dict[str, Any] = {
    "headcount": {"minimum": 3},
    "windows": {
        "tiers": [
            {"classes": ["registered-group"], "amount": 2, "unit": "month", "anchor": "month"},
            {"amount": 1, "unit": "month"},
        ]
    },
    "caps": {"limits": [{"span": "week", "limit": 1}, {"span": "month", "limit": 2}]},
}


def a_small_year(center: models.Center, chance: random.Random) -> None:
    rooms = [make.RoomFactory.create(center=center, capacity=None) for _ in range(3)]
    people = [UserFactory.create() for _ in range(4)]
    groups = [GroupFactory.create(representative=people[0], user_class="registered-group") for _ in range(2)]
    for number in range(120):
        person, group = chance.choice(people), chance.choice([None, None, *groups])
        made_at = make.NOW + timedelta(hours=number)
        use = clock.date_of(made_at) + timedelta(days=chance.randint(1, 90))
        try:
            made = make.BookingFactory.create(
                room=chance.choice(rooms),
                date=use,
                by=person if group is None else people[0],
                for_group=group,
                headcount=chance.randint(1, 9),
                periods=(chance.choice(["morning", "afternoon", "night"]),),
                now=made_at,
            )
        except errors.DomainError:
            continue
        if chance.random() < 0.3:
            later = made_at + timedelta(hours=chance.randint(1, 40))
            actions.cancel_booking(made, by=person if group is None else people[0], now=later)


def reckoned() -> dict[str, set[str]]:
    """Each booking by itself, in plain loops over plain rows, knowing nothing of rules, versions and batches."""
    rows = list(models.Booking.objects.select_related("group").order_by("pk"))
    ended = {
        change.booking_id: change.at
        for change in models.BookingStateChange.objects.filter(to_state=enums.State.CANCELLED)
    }
    found: dict[str, set[str]] = {}
    for row in rows:
        wrong = set()
        if row.headcount < 3:
            wrong.add("too_few_people")
        if clock.date_of(row.created_at) < opens(row):
            wrong.add("not_open_yet")
        before = [
            other
            for other in rows
            if other.pk < row.pk
            and holder(other) == holder(row)
            and (other.pk not in ended or ended[other.pk] > row.created_at)
        ]
        monday = row.date - timedelta(days=row.date.weekday())
        if any(monday <= other.date <= monday + timedelta(days=6) for other in before):
            wrong.add("cap_week")
        if sum((other.date.year, other.date.month) == (row.date.year, row.date.month) for other in before) >= 2:
            wrong.add("cap_month")
        if wrong:
            found[row.code] = wrong
    return found


def holder(row: models.Booking) -> tuple[str, int | None]:
    return ("group", row.group_id) if row.group_id else ("person", row.booked_by_id)


def opens(row: models.Booking) -> date:
    months = 2 if row.group_id else 1
    year, month = divmod(row.date.year * 12 + row.date.month - 1 - months, 12)
    if row.group_id:
        return date(year, month + 1, 1)
    for day in (row.date.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_are_those_of_a_reckoning_of_their_own(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "BATCH", 17)
    center = make.CenterFactory.create()
    a_small_year(center, random.Random(seed))  # the same year again for the same seed
    expected = reckoned()
    done = replay(draft_of(DRAFT, center))
    assert refused(done) == expected
    assert done.refused == len(expected) > 30
    assert {rule for rules in expected.values() for rule in rules} == {
        "too_few_people",
        "not_open_yet",
        "cap_week",
        "cap_month",
    }


# ten thousand ---------------------------------------------------------------------------------------------------------

HOLDERS, EACH = 200, 50


def ten_thousand(center: models.Center) -> None:
    """Fifty bookings each of a hundred people and a hundred groups: two in a week, one of them for nine people.

    Holder h books on Monday and Thursday of each of 25 weeks, for nine people on Mondays where h is even.
    """
    room = make.RoomFactory.create(center=center)
    people = accounts.User.objects.bulk_create(
        accounts.User(email=f"{n}@example.invalid", name=f"見本 {n}") for n in range(HOLDERS // 2)
    )
    groups = [GroupFactory.create() for _ in range(HOLDERS // 2)]
    made = [a_booking(room, number, place, people, groups) for place in range(EACH) for number in range(HOLDERS)]
    with connection.cursor() as cursor:
        # Their rooms are of no matter here, so they hold none.
        cursor.execute("SET session_replication_role = replica")
        models.Booking.objects.bulk_create(made, batch_size=2000)
        models.BookingStateChange.objects.bulk_create(
            [models.BookingStateChange(booking=one, to_state="approved", at=one.created_at) for one in made],
            batch_size=2000,
        )
        cursor.execute("SET session_replication_role = origin")


def a_booking(
    room: models.Room, number: int, place: int, people: list[accounts.User], groups: list[accounts.Group]
) -> models.Booking:
    week, second = divmod(place, 2)
    day = FIRST + timedelta(weeks=week, days=3 * second)
    starts = clock.start_of(day) + timedelta(hours=9)
    is_group = number % 2 == 1
    return models.Booking(
        center=room.center,
        room=room,
        date=day,
        period_codes=["morning"],
        periods_text="午前",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        during=(starts, starts + timedelta(hours=3)),
        state="approved",
        booked_by=people[number // 2],
        group=groups[number // 2] if is_group else None,
        user_class="registered-group" if is_group else "",
        purpose="見本",
        headcount=9 if second == 0 and not is_group else 4,
        created_at=make.NOW - timedelta(days=90) + timedelta(minutes=place * HOLDERS + number),
    )


@pytest.fixture
def draft_for_ten_thousand() -> models.UsageRules:
    center = make.CenterFactory.create()
    ten_thousand(center)
    return draft_of({**SMALL, **WEEKLY}, center)


@pytest.mark.slow
def test_ten_thousand_bookings_are_counted_rightly(draft_for_ten_thousand: models.UsageRules) -> None:
    made = requested(draft_for_ten_thousand)
    steps = []
    while replaying._replay_some(made.pk, now=make.NOW):
        steps.append(models.RulesReplay.objects.values_list("done", flat=True).get(pk=made.pk))
    made.refresh_from_db()
    assert steps == list(range(500, 10_001, 500))
    rules = Counter(made.refusals.values_list("rule", flat=True))
    # Each Thursday of all 200 is a second one in its week; each Monday of 100 people is too large a party.
    assert rules == {"cap_week": 200 * 25, "too_many_people": 100 * 25}
    assert (made.state, made.done, made.refused) == ("done", 10_000, 7_500)


@pytest.mark.slow
def test_ten_thousand_bookings_count_the_same_after_a_kill(draft_for_ten_thousand: models.UsageRules) -> None:
    made = requested(draft_for_ten_thousand)
    for _ in range(4):
        replaying._replay_some(made.pk, now=make.NOW)
    actions.stop_replay(made, by=UserFactory.create(), now=make.NOW)
    actions.resume_replay(made, by=UserFactory.create(), now=make.NOW)
    actions.go_on_with_replays(now=make.NOW)
    made.refresh_from_db()
    assert (made.state, made.done, made.refused, made.refusals.count()) == ("done", 10_000, 7_500, 7_500)
