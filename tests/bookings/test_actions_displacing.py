"""Public use takes a room from those whom it may displace, and holds something else for them."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, enums, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db
CLAUSE = {"classes": ["city", "public-body"], "may_displace": True, "notice_days": 5, "alternatives_days": 3}
OPEN = {"waiting_list": {"is_open": True, "stops_hours": 1}}


@pytest.fixture
def room() -> models.Room:
    found = make.RoomFactory.create()
    make.publish(found.center, {"public_use": CLAUSE, **OPEN})
    return found


def public(room: models.Room, **changes: Any) -> models.Booking:  # noqa: ANN401 - whatever the form says
    wish: dict[str, Any] = {
        "date": make.DAY,
        "periods": ["morning"],
        "user_class": "city",
        "contact_name": "見本市 市民活動課",
        "contact_phone": "0294-00-0000",
        "headcount": 20,
        "purpose": "市民説明会",
        "reason": "市民説明会を開くため",
        "now": make.NOW,
    } | changes
    wish.setdefault("by", staff_of(room.center.code))
    return actions.book_public_use(room, **wish)


def offers_for(booking: models.Booking) -> list[models.Booking]:
    return list(models.Booking.objects.filter(replaces=booking).order_by("pk"))


def test_public_use_displaces_what_stands_in_its_way(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room, state="approved")
    made = public(room, displacing=[booking.code])
    booking.refresh_from_db()
    assert (booking.state, booking.displaced_by, booking.space_holds.filter(holds=True).count()) == (
        "displaced",
        made,
        0,
    )
    assert (made.state, made.user_class, made.space_holds.filter(holds=True).count()) == ("approved", "city", 1)


def test_the_displaced_hear_why_and_what_is_held_for_them(room: models.Room) -> None:
    other = make.RoomFactory.create(center=room.center)
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    notice = notices.Notice.objects.get(user=booking.booked_by, template="bookings/displaced")
    assert "理由: 市民説明会を開くため" in notice.body
    assert f"・{room.center.name} {other.name} 5月13日(水) 午前（09:00〜12:00）" in notice.body
    assert "2026年5月4日(月) 12:00までにお返事ください" in notice.body
    assert notice.url == f"/bookings/{booking.code}/alternatives/"


def test_three_alternatives_are_held_each_of_another_kind(room: models.Room) -> None:
    other = make.RoomFactory.create(center=room.center)
    elsewhere = make.RoomFactory.create()
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    held = offers_for(booking)
    assert [(offer.room, offer.period_codes) for offer in held] == [
        (other, ["morning"]),
        (room, ["afternoon"]),
        (elsewhere, ["morning"]),
    ]
    assert {(offer.state, offer.booked_by, offer.holds_until) for offer in held} == {
        ("offered", booking.booked_by, make.NOW + timedelta(days=3))
    }


def test_where_nothing_else_is_free_a_day_near_by_is_held(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room, periods=("morning", "afternoon", "night"))
    public(room, periods=["morning", "afternoon", "night"], displacing=[booking.code])
    days = [abs((offer.date - make.DAY).days) for offer in offers_for(booking)]
    assert 0 < len(days) <= 3
    assert min(days) > 0


def test_nobody_takes_what_is_held_for_the_displaced(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    held = offers_for(booking)[0]
    with pytest.raises(errors.PeriodOffered):
        make.BookingFactory.create(room=held.room, date=held.date, periods=held.period_codes)


def test_who_takes_one_alternative_releases_the_others(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    first, *others = offers_for(booking)
    accepted = actions.accept_offer(first, by=make.person_of(booking), now=make.NOW)
    assert (accepted.state, accepted.replaces) == ("tentative", booking)
    assert {offer.state for offer in offers_for(booking) if offer != accepted} == {"cancelled"}
    assert others
    make.BookingFactory.create(room=others[0].room, date=others[0].date, periods=others[0].period_codes)


def test_all_alternatives_can_be_declined_at_once(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    count = len(offers_for(booking))
    assert actions.decline_alternatives(booking, by=make.person_of(booking), now=make.NOW) == count > 1
    assert {offer.state for offer in offers_for(booking)} == {"cancelled"}


def test_alternatives_nobody_answers_are_free_again(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    actions.sweep(now=make.NOW + timedelta(days=3))
    assert {offer.state for offer in offers_for(booking)} == {"lapsed"}


def test_two_displaced_at_once_are_not_offered_the_same(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    first = make.BookingFactory.create(room=room)
    second = make.BookingFactory.create(room=room, periods=("afternoon",))
    public(room, periods=["morning", "afternoon"], displacing=[first.code, second.code])
    held = [(offer.room_id, offer.date, *offer.period_codes) for b in (first, second) for offer in offers_for(b)]
    assert len(held) == len(set(held)) >= 2


def test_a_half_of_the_displaced_room_is_held_for_its_person_first(room: models.Room) -> None:
    half = make.RoomFactory.create(center=room.center)
    whole = make.joined_room(room, half)
    booking = make.BookingFactory.create(room=whole)
    waiting = actions.join_line(
        half, date=make.DAY, periods=["morning"], by=UserFactory.create(), headcount=3, purpose="練習", now=make.NOW
    )
    public(room, displacing=[booking.code])
    waiting.refresh_from_db()
    assert (offers_for(booking)[0].room, waiting.state) == (half, "waiting")


def test_public_use_of_a_free_room_displaces_nobody(room: models.Room) -> None:
    assert public(room, reason="").state == "approved"


@pytest.mark.parametrize(
    ("clause", "because"),
    [
        ({"may_displace": False}, "公用でもほかの予約を取り消せません"),
        ({"notice_days": 13}, "公用のためにほかの予約を取り消せるのは、2026年4月30日(木)まででした。"),
    ],
)
def test_without_the_right_or_in_time_public_use_is_refused_like_any_other(
    room: models.Room, clause: dict[str, Any], because: str
) -> None:
    make.publish(room.center, {"public_use": CLAUSE | clause}, room=room)
    booking = make.BookingFactory.create(room=room)
    with pytest.raises(errors.MayNotDisplace) as refused:
        public(room, displacing=[booking.code])
    assert because in refused.value.sentence
    booking.refresh_from_db()
    assert booking.state == "tentative"


def test_a_class_that_is_not_public_is_refused(room: models.Room) -> None:
    with pytest.raises(errors.NotPublicUse):
        public(room, user_class="registered-group")


@pytest.mark.parametrize(
    ("ours", "theirs", "displaced"),
    [("city", "public-body", True), ("public-body", "city", False), ("public-body", "public-body", False)],
)
def test_public_use_displaces_only_what_ranks_below_it(
    room: models.Room, ours: str, theirs: str, displaced: bool
) -> None:
    earlier = public(room, user_class=theirs)
    if displaced:
        public(room, user_class=ours, displacing=[earlier.code])
    else:
        with pytest.raises(errors.MayNotDisplace):
            public(room, user_class=ours, displacing=[earlier.code])
    earlier.refresh_from_db()
    assert (earlier.state == "displaced") is displaced


def test_a_use_that_has_begun_is_never_displaced(room: models.Room) -> None:
    make.publish(room.center, {"public_use": CLAUSE | {"notice_days": 0}}, room=room)
    booking = make.BookingFactory.create(room=room, periods=("morning", "afternoon"), state="approved")
    noon = booking.starts_at + timedelta(hours=3)
    with pytest.raises(errors.MayNotDisplace) as refused:
        public(room, periods=["afternoon"], displacing=[booking.code], now=noon)
    assert "すでに始まった利用" in refused.value.sentence


def test_nothing_is_displaced_that_nobody_was_shown(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    with pytest.raises(errors.DisplacementChanged) as refused:
        public(room)
    assert refused.value.data["bookings"] == [booking.code]
    assert models.Booking.objects.filter(user_class="city").count() == 0


def test_displacing_needs_a_reason(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    with pytest.raises(errors.ReasonMissing):
        public(room, displacing=[booking.code], reason=" ")


def test_who_was_offered_the_room_is_told_and_keeps_their_place(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = actions.join_line(
        room, date=make.DAY, periods=["morning"], by=UserFactory.create(), headcount=3, purpose="練習", now=make.NOW
    )
    actions.cancel_booking(booking, by=make.person_of(booking), now=make.NOW)
    entry.refresh_from_db()
    assert entry.offer is not None
    offer = entry.offer
    public(room, displacing=[offer.code])
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.state, entry.offer_id is None, offer.state) == ("waiting", True, "cancelled")
    assert notices.Notice.objects.filter(user=entry.person, template="bookings/offer_withdrawn").count() == 1


def test_what_is_held_for_somebody_displaced_is_not_taken_from_them_again(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    public(room, displacing=[booking.code])
    held = offers_for(booking)[0]
    with pytest.raises(errors.MayNotDisplace) as refused:
        public(held.room, date=held.date, periods=held.period_codes, displacing=[held.code])
    assert "代わりの部屋としてご案内中です" in refused.value.sentence


def test_the_representative_of_a_group_hears_what_a_deputy_booked(room: models.Room) -> None:
    leader: accounts.User = UserFactory.create()
    group = GroupFactory.create(representative=leader)
    deputy: accounts.User = UserFactory.create()
    GroupMemberFactory.create(group=group, user=deputy, role=account_enums.GroupRole.DEPUTY)
    booking = make.BookingFactory.create(room=room, by=deputy, for_group=group)
    public(room, displacing=[booking.code])
    told = notices.Notice.objects.filter(template="bookings/displaced").values_list("user", flat=True)
    assert set(told) == {deputy.pk, leader.pk}


def test_somebody_without_an_account_has_their_alternatives_held_too(room: models.Room) -> None:
    desk = staff_of(room.center.code)
    booking = actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["morning"],
        by=desk,
        contact_name="見本 電話",
        contact_phone="0294-00-0001",
        headcount=5,
        purpose="町内の集まり",
        now=make.NOW,
    )
    public(room, by=desk, displacing=[booking.code])
    held = offers_for(booking)
    assert {(offer.contact_name, offer.contact_phone) for offer in held} == {("見本 電話", "0294-00-0001")}
    accepted = actions.accept_offer(held[0], by=desk, now=make.NOW)
    assert (accepted.state, accepted.contact_name) == ("tentative", "見本 電話")


def test_every_displacement_is_written_down_with_its_reason(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    desk = staff_of(room.center.code)
    public(room, by=desk, displacing=[booking.code])
    line = common.AuditEntry.objects.get(action="bookings.displaced")
    assert (line.actor_code, line.subject_code, line.reason) == (desk.code, booking.code, "市民説明会を開くため")


def test_the_desk_takes_for_somebody_displaced_where_nobody_books_online(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    desk = staff_of(room.center.code)
    models.Center.objects.update(booking_mode=enums.BookingMode.DESK_ONLY)
    room = models.Room.objects.get(pk=room.pk)
    booking = by_proxy(room, desk, for_person=UserFactory.create())
    public(room, by=desk, displacing=[booking.code])
    accepted = actions.accept_offer(offers_for(booking)[0], by=desk, now=make.NOW)
    assert accepted.state == "tentative"


def test_the_displaced_take_what_is_held_where_nobody_books_online(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    desk, person = staff_of(room.center.code), UserFactory.create()
    models.Center.objects.update(booking_mode=enums.BookingMode.DESK_ONLY)
    room = models.Room.objects.get(pk=room.pk)
    booking = by_proxy(room, desk, for_person=person)
    public(room, by=desk, displacing=[booking.code])
    held = offers_for(booking)
    assert held
    assert actions.accept_offer(held[0], by=person, now=make.NOW).state == "tentative"


def by_proxy(room: models.Room, desk: accounts.User, *, for_person: accounts.User) -> models.Booking:
    return actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["morning"],
        by=desk,
        contact_name="見本 電話",
        contact_phone="0294-00-0001",
        headcount=5,
        purpose="町内の集まり",
        now=make.NOW,
        for_person=for_person,
    )


def test_what_is_held_for_displaced_public_use_is_of_its_class(room: models.Room) -> None:
    make.RoomFactory.create(center=room.center)
    make.user_class(room.center, "public-body")
    accounts.UserClass.objects.update(fee_percent=0)
    lower = public(room, user_class="public-body", reason="")
    public(room, displacing=[lower.code])
    assert {(offer.user_class, offer.fee_yen) for offer in offers_for(lower)} == {("public-body", 0)}


def test_public_use_has_no_slip_by_which_somebody_could_take_it_over(room: models.Room) -> None:
    with pytest.raises(errors.ClaimNotNeeded):
        actions.issue_claim(public(room), by=staff_of(room.center.code), now=make.NOW)
