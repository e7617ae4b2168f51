"""Publishing a draft: from a day on, final, and those whose bookings it would have refused are told."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, errors, models
from bookings.queries import calendars
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SMALL = {"headcount": {"maximum": 5, "paragraph": "5人までです。"}}
FROM = date(2026, 5, 10)


def draft_of(center: models.Center, content: Any = SMALL) -> models.UsageRules:  # noqa: ANN401 - JSON
    return actions.draft_usage_rules(
        content,
        municipality=center.municipality,
        center=center,
        valid_from=FROM,
        by=UserFactory.create(),
        now=make.NOW,
    )


def publish(draft: models.UsageRules, valid_from: date = FROM) -> actions.publishing.Published:
    return actions.publish_draft(draft, valid_from=valid_from, by=UserFactory.create(), now=make.NOW)


def told() -> list[tuple[str, str]]:
    rows = notices.Notice.objects.filter(template="bookings/rules_changed").order_by("pk")
    return [(notice.user.code, notice.body) for notice in rows.select_related("user")]


def test_a_published_draft_rules_from_its_day_on_and_ends_the_one_before() -> None:
    center = make.CenterFactory.create()
    before = make.publish(center, {"headcount": {"maximum": 9}})
    publish(draft_of(center))
    before.refresh_from_db()
    assert before.valid.upper == FROM
    rules = {day: calendars.rules_of_center(center, date=day).headcount for day in (FROM - timedelta(days=1), FROM)}
    assert [found.maximum for found in rules.values() if found] == [9, 5]


def test_the_person_of_a_booking_to_come_is_told_and_the_booking_stays() -> None:
    booking = make.BookingFactory.create(headcount=8)
    done = publish(draft_of(booking.center))
    ((person, body),) = told()
    assert person == make.person_of(booking).code
    assert booking.code in body
    assert "5人までです。" in body
    assert "このままお使いいただけます" in body
    booking.refresh_from_db()
    assert (booking.state, len(done.told), done.to_phone) == ("tentative", 1, 0)


def test_one_person_with_two_bookings_is_told_once() -> None:
    booking = make.BookingFactory.create(headcount=8)
    other = make.BookingFactory.create(
        room=booking.room, by=make.person_of(booking), headcount=8, date=make.DAY + timedelta(days=1)
    )
    publish(draft_of(booking.center))
    ((_, body),) = told()
    assert (booking.code in body, other.code in body) == (True, True)


def test_those_who_book_for_a_group_are_told() -> None:
    leader = UserFactory.create()
    group = GroupFactory.create(representative=leader)
    deputy = UserFactory.create()
    GroupMemberFactory.create(group=group, user=deputy, role=account_enums.GroupRole.DEPUTY)
    GroupMemberFactory.create(group=group)
    booking = make.BookingFactory.create(headcount=8, by=leader, for_group=group)
    publish(draft_of(booking.center))
    assert {person for person, _ in told()} == {leader.code, deputy.code}


def test_who_has_no_account_is_counted_for_the_phone() -> None:
    room = make.RoomFactory.create()
    actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["morning"],
        by=UserFactory.create(),
        contact_name="電話 利用者",
        contact_phone="0294-00-0000",
        headcount=8,
        purpose="見本",
        now=make.NOW,
    )
    done = publish(draft_of(room.center))
    assert (told(), done.told, done.to_phone) == ([], (), 1)


def test_nobody_is_told_of_what_was_refused_before_or_is_over_or_ended() -> None:
    center = make.CenterFactory.create()
    room = make.RoomFactory.create(center=center)
    make.BookingFactory.create(room=room, headcount=8, date=FROM - timedelta(days=1))
    make.BookingFactory.create(room=room, headcount=5)
    make.BookingFactory.create(room=room, headcount=8, state="cancelled", date=make.DAY + timedelta(days=3))
    publish(draft_of(center))
    assert told() == []


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2026, 5, 1)])
def test_a_new_version_begins_tomorrow_at_the_earliest(day: date) -> None:
    with pytest.raises(errors.RulesStartTooEarly) as refused:
        publish(draft_of(make.CenterFactory.create()), day)
    assert "2026年5月2日(土)からあと" in refused.value.sentence


def test_a_day_on_which_a_version_begins_already_is_refused() -> None:
    center = make.CenterFactory.create()
    publish(draft_of(center))
    with pytest.raises(errors.RulesOverlap):
        publish(draft_of(center))
    with pytest.raises(errors.RulesOverlap):
        publish(draft_of(center), FROM - timedelta(days=3))


def test_a_draft_is_published_once() -> None:
    draft = draft_of(make.CenterFactory.create())
    publish(draft)
    with pytest.raises(errors.RulesNotADraft):
        publish(draft, FROM + timedelta(days=9))
    with pytest.raises(errors.RulesNotADraft):
        actions.revise_usage_rules(draft, {}, seen=draft.digest, by=UserFactory.create(), now=make.NOW)
    with pytest.raises(errors.RulesNotADraft):
        actions.discard_usage_rules(draft, by=UserFactory.create(), now=make.NOW)


# the page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: PageClient) -> accounts.User:
    person = staff_of(make.CenterFactory.create(code="kuji").code)
    client.force_login(person)
    return person


def kuji() -> models.Center:
    return models.Center.objects.get(code="kuji")


@pytest.mark.usefixtures("desk")
def test_the_page_tells_how_many_are_concerned_before_anybody_publishes(client: PageClient) -> None:
    make.BookingFactory.create(room=make.RoomFactory.create(center=kuji()), headcount=8)
    draft = draft_of(kuji())
    assert "今 1件です" in pages.words(client.get(f"/usage-rules/{draft.code}/publication/"))
    said = {"valid_from": FROM.isoformat(), "sure": "on"}
    response = client.post(f"/usage-rules/{draft.code}/publication/", said, follow=True)
    assert "新しい「利用のきまり」を公開しました。予約に関わる1人にお知らせしました。" in pages.words(response)
    entry = common.AuditEntry.objects.get(action="bookings.usage_rules_published")
    assert (entry.subject_code, entry.center_code, entry.detail["told"]) == (draft.code, "kuji", 1)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"valid_from": "2026-05-01", "sure": "on"}, "valid_from"),
        ({"valid_from": "2026-05-10"}, "sure"),
        ({"valid_from": "", "sure": "on"}, "valid_from"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client: PageClient, said: dict[str, str], field: str) -> None:
    draft = draft_of(kuji())
    response = client.post(f"/usage-rules/{draft.code}/publication/", said)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_concerned_are_shown_by_name_to_the_desk_and_each_look_is_recorded(
    client: PageClient, desk: accounts.User
) -> None:
    person = UserFactory.create(name="見本 花子")
    make.BookingFactory.create(room=make.RoomFactory.create(center=kuji()), headcount=8, by=person)
    draft = draft_of(kuji())
    assert "見本 花子" in pages.words(client.get(f"/usage-rules/{draft.code}/concerned/"))
    look = common.AuditEntry.objects.get(kind="look", about_code=person.code)
    assert (look.actor_code, look.center_code, look.subject_code) == (desk.code, "kuji", draft.code)
