from datetime import timedelta

import pytest
import time_machine

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import actions, errors, models
from bookings.queries import claims
from bookings.rules import claims as rules
from tests.bookings.test_center_desk import by_phone
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL, TAKE = "/booking-claims/", "/booking-claims/acceptances/"


@pytest.fixture
def booking() -> models.Booking:
    return by_phone(make.RoomFactory.create(center__code="kuji", name="和室A"))


@pytest.fixture
def person(client: PageClient) -> accounts.User:
    found = UserFactory.create(name="見本 花子")
    client.force_login(found)
    return found


def code_for(booking: models.Booking) -> str:
    return actions.issue_claim(booking, by=staff_of("kuji"), now=make.NOW).code


def test_the_desk_prints_a_slip_of_which_only_a_hash_is_kept(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    response = client.post(f"/bookings/{booking.code}/claim-slip/")
    slip = response.context["slip"]
    assert pages.texts(response, "p", class_="qr-card__text") == [slip.code_text]
    assert "no-store" in response["Cache-Control"]
    kept = models.BookingClaim.objects.get()
    assert kept.code_hash == claims.digest(slip.code)
    assert slip.code not in str(vars(kept))
    assert len(slip.code) == 12


def test_a_code_is_known_however_it_is_typed(booking: models.Booking) -> None:
    assert (
        len({claims.digest(typed) for typed in ("AB01-CD23-EF45", "abol cd23ef45", "ＡＢ０１ーＣＤ２３ＥＦ４５")}) == 1
    )


def test_a_person_sees_what_the_code_gives_and_takes_it_over(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    code = code_for(booking)
    page = client.post(URL, {"code": code.lower()})
    assert "この予約を受け取りますか" in pages.texts(page, "h2")
    assert models.Booking.objects.get().booked_by is None
    assert client.post(TAKE, {"code": code})["Location"] == f"/bookings/{booking.code}/"
    booking.refresh_from_db()
    assert (booking.booked_by, booking.contact_name, booking.contact_phone) == (person, "見本 電話", "0294-00-0001")
    assert [notice.template for notice in person.notices.all()] == ["bookings/claimed"]
    assert person.center_contacts.get().center_code == "kuji"
    line = common.AuditEntry.objects.get(action="bookings.claimed")
    assert (line.actor_code, line.subject_code, line.center_code) == (person.code, booking.code, "kuji")
    assert client.get(f"/bookings/{booking.code}/").status_code == 200


def test_the_code_of_a_link_stands_in_the_form_and_gives_nothing_by_itself(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    response = client.get(URL, {"code": code_for(booking)})
    assert response.context["form"]["code"].value() == response.wsgi_request.GET["code"]
    assert "和室A" not in pages.words(response)


def spoilt(how: str, booking: models.Booking) -> str:
    code = code_for(booking)
    claim = models.BookingClaim.objects.get()
    match how:
        case "wrong":
            return "AAAA-AAAA-AAAA"
        case "replaced":
            code_for(booking)
        case "expired":
            models.BookingClaim.objects.filter(pk=claim.pk).update(
                issued_at=make.NOW - timedelta(days=2), expires_at=make.NOW
            )
        case "used":
            actions.claim_booking(code, by=UserFactory.create(), now=make.NOW)
        case "cancelled":
            actions.cancel_booking(booking, by=staff_of("kuji"), now=make.NOW)
    return code


@pytest.mark.parametrize("how", ["wrong", "replaced", "expired", "used", "cancelled"])
def test_every_code_that_is_not_good_is_refused_alike(
    client: PageClient, booking: models.Booking, person: accounts.User, how: str
) -> None:
    code = spoilt(how, booking)
    for url in (URL, TAKE):
        response = client.post(url, {"code": code})
        assert response.status_code == 422
        assert response.context["form"].errors["code"] == [errors.ClaimUnusable().sentence]
        assert "和室A" not in pages.words(response)
    booking.refresh_from_db()
    assert booking.booked_by != person


def test_the_same_code_sent_twice_by_the_same_person_is_one_claim(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    code = code_for(booking)
    first, second = client.post(TAKE, {"code": code}), client.post(TAKE, {"code": code})
    assert first["Location"] == second["Location"] == f"/bookings/{booking.code}/"
    assert person.notices.count() == 1


def test_a_groups_booking_is_only_for_who_is_on_its_list(booking: models.Booking) -> None:
    group = GroupFactory.create()
    theirs = by_phone(booking.room, periods=["night"], for_group=group)
    code = code_for(theirs)
    with pytest.raises(errors.ClaimOfGroup):
        actions.claim_booking(code, by=UserFactory.create(), now=make.NOW)
    member = UserFactory.create()
    GroupMemberFactory.create(group=group, user=member)
    assert actions.claim_booking(code, by=member, now=make.NOW).booking.booked_by == member


def test_a_claim_past_a_cap_is_told_before_and_after_and_counts_from_then_on(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    make.publish(booking.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    make.BookingFactory.create(room=booking.room, by=person, periods=("night",))
    code = code_for(booking)
    assert "受け取ると、予約の回数のきまりを超えます" in pages.words(client.post(URL, {"code": code}))
    claimed = actions.claim_booking(code, by=person, now=make.NOW)
    assert [cap.code for cap in claimed.past_caps] == ["cap_week"]
    assert common.AuditEntry.objects.get(action="bookings.claimed").detail == {"past_caps": ["cap_week"]}
    assert "利用のきまりの回数を超えています" in person.notices.get(template="bookings/claimed").body


def test_a_claimed_booking_counts_for_the_next_wish(booking: models.Booking) -> None:
    make.publish(booking.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    person = UserFactory.create()
    actions.claim_booking(code_for(booking), by=person, now=make.NOW)
    with pytest.raises(errors.RuleRefused):
        make.BookingFactory.create(room=booking.room, by=person, periods=("night",))


def test_too_many_tries_wait_a_while_and_hold_nobody_else_back(
    client: PageClient, booking: models.Booking, person: accounts.User
) -> None:
    code = code_for(booking)
    answers = [client.post(URL, {"code": f"AAAA-AAAA-{n:04}"}).status_code for n in range(rules.TRIES)]
    assert set(answers) == {422}
    late = client.post(TAKE, {"code": code})
    assert late.status_code == 429
    assert "10分ほど待ってから" in pages.words(late)
    other = PageClient()
    other.force_login(UserFactory.create())
    assert other.post(URL, {"code": code}).status_code == 200


def test_a_booking_with_an_account_needs_no_slip(client: PageClient, booking: models.Booking) -> None:
    client.force_login(staff_of("kuji"))
    own = make.BookingFactory.create(room=booking.room, periods=("night",))
    assert client.post(f"/bookings/{own.code}/claim-slip/").status_code == 409


def test_a_code_ends_some_days_after_the_use_but_never_before_tomorrow() -> None:
    day = timedelta(days=1)
    assert rules.claim_expires_at(make.NOW, make.NOW + 5 * day) == make.NOW + 19 * day
    assert rules.claim_expires_at(make.NOW, make.NOW + 300 * day) == make.NOW + 90 * day
    assert rules.claim_expires_at(make.NOW, make.NOW - 60 * day) == make.NOW + day


def test_a_slip_of_a_booking_that_is_over_can_no_longer_be_used(booking: models.Booking) -> None:
    code = code_for(booking)
    later = make.NOW + timedelta(days=91)
    with time_machine.travel(later, tick=False), pytest.raises(errors.ClaimUnusable):
        actions.claim_booking(code, by=UserFactory.create(), now=later)
