"""Series and moves against each other and against single bookings: whole or not at all, and always a winner.

The short form runs in `make test`; `make race` runs at least a hundred rounds of each.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

from backend.accounts import models as accounts
from bookings import actions, models
from bookings.queries import named_slots, planning
from bookings.rules import repetition
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import UserFactory, staff_of
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = min(race.rounds(5), 100)
PROCESSES = race.processes(4, full=8)
FIRST = date(2026, 6, 3)
WEEK = timedelta(weeks=1)
TERM = 4
FORTNIGHTLY = repetition.Repetition(kind="fortnightly", weekday=2)
MANY = "DatesRefused"


def room_of(pk: int) -> models.Room:
    return models.Room.objects.select_related("center").get(pk=pk)


def plan_of(room: int, group: int, first: date, every: repetition.Repetition) -> planning.Plan:
    found = accounts.Group.objects.get(pk=group)
    last = first + TERM * WEEK - timedelta(days=1)
    return several.plan(room_of(room), found, first=first, last=last, pattern=every)


def take_series(room: int, group: int, first: date, *, weekly: bool = True, rooms: list[str] | None = None) -> int:
    """This function will take every date of a term, in one room or by turns in several."""
    plan = plan_of(room, group, first, several.WEEKLY if weekly else FORTNIGHTLY)
    codes = rooms or [plan.wish.room.code]
    chosen = {
        day: named_slots.Slot(codes[number % len(codes)], day, ("morning",)) for number, day in enumerate(plan.dates)
    }
    series = actions.reserve_series(plan, chosen=chosen, by=several.leader_of(plan_group(plan)), now=make.NOW)
    return series.bookings.count()


def plan_group(plan: planning.Plan) -> accounts.Group:
    assert plan.wish.group is not None
    return plan.wish.group


def take_one(room: int, person: int, day: date) -> str:
    booking = actions.reserve_room(
        room_of(room),
        date=day,
        periods=["morning"],
        by=accounts.User.objects.get(pk=person),
        headcount=5,
        purpose="競争の試験",
        now=make.NOW,
    )
    return booking.code


def move(booking: int, room: int, day: date) -> str:
    found = models.Booking.objects.select_related("room__center", "center", "booked_by", "group").get(pk=booking)
    return actions.move_booking(found, room=room_of(room), date=day, by=make.person_of(found), now=make.NOW).code


def change(series: int, room: int) -> int:
    found = models.Series.objects.select_related("room__center", "group").get(pk=series)
    dates = found.bookings.select_related("room", "center", "group", "booked_by")
    wanted = actions.SeriesChange(room=room_of(room))
    return len(
        actions.change_series(
            found, bookings=list(dates), change=wanted, by=several.leader_of(found.group), now=make.NOW
        )
    )


def start_of(number: int) -> date:
    """This function will give the first day of a round's own term."""
    return FIRST + number * TERM * WEEK


def held(day: date) -> int:
    return models.Booking.objects.live().filter(date=day).count()


def dates_of(number: int) -> list[date]:
    return [start_of(number) + week * WEEK for week in range(TERM)]


def groups(count: int) -> list[int]:
    return [several.group_of().pk for _ in range(count)]


def test_of_series_at_crossing_dates_each_is_whole_and_one_always_wins() -> None:
    room, rivals = make.RoomFactory.create(), groups(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            first = start_of(number)
            calls = [
                race.Call(take_series, {"room": room.pk, "group": group, "first": first, "weekly": place % 2 == 0})
                for place, group in enumerate(rivals)
            ]
            outcomes = field.run(calls)
            assert set(race.tally(outcomes)) <= {"ok", MANY}, outcomes
            # The term's first date is in every plan, so exactly one of all has won; it has all of its dates.
            assert race.tally(outcomes)["ok"] == 1, outcomes
            (won,) = (outcome.value for outcome in outcomes if outcome.name == "ok")
            assert sum(held(day) for day in dates_of(number)) == won


def test_series_by_turns_in_two_rooms_end_without_deadlock() -> None:
    one = make.RoomFactory.create()
    other = make.RoomFactory.create(center=one.center)
    whole, rivals = make.joined_room(one, other), groups(PROCESSES)
    turns = [[one.code, other.code], [other.code, one.code], [whole.code], [other.code, whole.code]]
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            calls = [
                race.Call(
                    take_series,
                    {"room": one.pk, "group": group, "first": start_of(number), "rooms": turns[place % len(turns)]},
                )
                for place, group in enumerate(rivals)
            ]
            outcomes = field.run(calls)
            assert set(race.tally(outcomes)) <= {"ok", MANY}, outcomes
            assert race.tally(outcomes)["ok"] in {1, 2}, outcomes
            never_twice(dates_of(number))


def never_twice(days: list[date]) -> None:
    """This function will see that on each day no space is held twice, and that every date has somebody."""
    holds = models.SpaceHold.objects.filter(holds=True, booking__date__in=days)
    counted = Counter(holds.values_list("space_id", "booking__date"))
    assert set(counted.values()) == {1}
    assert {day for _, day in counted} == set(days)


def test_a_series_and_single_bookings_share_no_date_and_leave_none_without_a_winner() -> None:
    room, (group,) = make.RoomFactory.create(), groups(1)
    people = [UserFactory.create().pk for _ in range(TERM)]
    with race.runners(TERM + 1) as field:
        for number in range(ROUNDS):
            days = dates_of(number)
            series = race.Call(take_series, {"room": room.pk, "group": group, "first": days[0]})
            singles = [
                race.Call(take_one, {"room": room.pk, "person": person, "day": day})
                for person, day in zip(people, days, strict=True)
            ]
            whole, *parts = field.run([series, *singles])
            # Either the series has every date, or every date is somebody's own.
            names = {"ok": ["PeriodTaken"] * TERM, MANY: ["ok"] * TERM}[whole.name]
            assert [part.name for part in parts] == names, [whole, *parts]
            assert [held(day) for day in days] == [1] * TERM


def test_a_move_and_new_bookings_at_one_place_have_one_winner() -> None:
    old = make.RoomFactory.create()
    new = make.RoomFactory.create(center=old.center)
    people = [UserFactory.create().pk for _ in range(PROCESSES - 1)]
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=old, date=day)
            calls = [
                race.Call(move, {"booking": booking.pk, "room": new.pk, "day": day}),
                *[race.Call(take_one, {"room": new.pk, "person": person, "day": day}) for person in people],
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
            booking.refresh_from_db()
            # Wholly moved, or where it was: never without a room.
            assert booking.room_id == (new.pk if outcomes[0].name == "ok" else old.pk)
            assert booking.space_holds.filter(holds=True).count() == 1


def test_a_move_gives_its_old_place_to_one_other() -> None:
    old = make.RoomFactory.create()
    new = make.RoomFactory.create(center=old.center)
    people = [UserFactory.create().pk for _ in range(PROCESSES - 1)]
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=old, date=day)
            calls = [
                race.Call(move, {"booking": booking.pk, "room": new.pk, "day": day}),
                *[race.Call(take_one, {"room": old.pk, "person": person, "day": day}) for person in people],
            ]
            outcomes = field.run(calls)
            assert outcomes[0].name == "ok", outcomes
            assert set(race.tally(outcomes[1:])) <= {"ok", "PeriodTaken"}, outcomes
            assert race.tally(outcomes[1:]).get("ok", 0) <= 1
            assert held(day) == race.tally(outcomes)["ok"]


def test_two_that_swap_rooms_stay_where_they_are_without_deadlock() -> None:
    one = make.RoomFactory.create()
    other = make.RoomFactory.create(center=one.center)
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            first = make.BookingFactory.create(room=one, date=day)
            second = make.BookingFactory.create(room=other, date=day)
            outcomes = field.run(
                [
                    race.Call(move, {"booking": first.pk, "room": other.pk, "day": day}),
                    race.Call(move, {"booking": second.pk, "room": one.pk, "day": day}),
                ]
            )
            # Each finds the other's place taken: a swap is no move, and nobody loses a room over it.
            assert race.tally(outcomes) == {"PeriodTaken": 2}, outcomes
            assert held(day) == 2


def test_two_moves_to_one_place_have_one_winner() -> None:
    rooms = [make.RoomFactory.create()]
    rooms += [make.RoomFactory.create(center=rooms[0].center) for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            made = [make.BookingFactory.create(room=room, date=day) for room in rooms[1:]]
            outcomes = field.run(
                [race.Call(move, {"booking": each.pk, "room": rooms[0].pk, "day": day}) for each in made]
            )
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
            assert held(day) == PROCESSES


def test_one_booking_moved_twice_at_once_is_in_one_of_the_places() -> None:
    rooms = [make.RoomFactory.create()]
    rooms += [make.RoomFactory.create(center=rooms[0].center) for _ in range(2)]
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=rooms[0], date=day)
            outcomes = field.run(
                [race.Call(move, {"booking": booking.pk, "room": room.pk, "day": day}) for room in rooms[1:]]
            )
            assert race.tally(outcomes) == {"ok": 2}, outcomes
            assert (held(day), booking.space_holds.filter(holds=True).count()) == (1, 1)


def test_two_series_that_change_to_one_room_are_each_whole() -> None:
    one = make.RoomFactory.create()
    other, third = (make.RoomFactory.create(center=one.center) for _ in range(2))
    mine, theirs = groups(2)
    with race.runners(2) as field:
        for number in range(ROUNDS):
            first = start_of(number)
            made = [
                several.make_series(room, accounts.Group.objects.get(pk=group), first=first, last=first + 3 * WEEK)
                for room, group in ((one, mine), (other, theirs))
            ]
            outcomes = field.run([race.Call(change, {"series": each.pk, "room": third.pk}) for each in made])
            assert race.tally(outcomes) == {"ok": 1, MANY: 1}, outcomes
            where = [set(each.bookings.values_list("room_id", flat=True)) for each in made]
            assert sorted(len(rooms) for rooms in where) == [1, 1]
            assert sum({third.pk} == rooms for rooms in where) == 1


def permit(series: int, desk: int) -> int:
    found = models.Series.objects.select_related("room__center", "group").get(pk=series)
    return len(actions.approve_series(found, by=accounts.User.objects.get(pk=desk), now=make.NOW))


def permit_one(booking: int, desk: int) -> str:
    found = models.Booking.objects.select_related("room__center", "center").get(pk=booking)
    return actions.approve_booking(found, by=accounts.User.objects.get(pk=desk), now=make.NOW).state


def test_a_date_that_is_permitted_meanwhile_does_not_stop_the_rest_of_its_series() -> None:
    room, (group,) = make.RoomFactory.create(), groups(1)
    desk = staff_of(room.center.code).pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            take_series(room.pk, group, start_of(number))
            made = models.Series.objects.latest("pk")
            one = made.bookings.earliest("date")
            calls = [
                race.Call(permit, {"series": made.pk, "desk": desk}),
                race.Call(permit_one, {"booking": one.pk, "desk": desk}),
            ]
            whole, single = field.run(calls)
            assert whole.name == "ok", whole
            assert (whole.value, single.name) in {(TERM, "StepNotAllowed"), (TERM - 1, "ok")}
            assert set(made.bookings.values_list("state", flat=True)) == {"approved"}
