"""What a person sees and does on the pages, through the inspecting client."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import qr
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _signed_in(client: PageClient, person: accounts.User) -> accounts.User:
    client.force_login(person)
    return person


def _page(response: Any) -> str:  # noqa: ANN401 - the test client's answer
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def _district(shift: models.Shift) -> str:
    assert shift.request.district is not None
    return shift.request.district.code


def _organiser(client: PageClient, shift: models.Shift) -> accounts.User:
    return _signed_in(client, factories.manager_of(shift.request))


# The board -----------------------------------------------------------------------------------------------------------


def test_the_board_tells_everybody_when_where_and_how_many_places_are_left(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(capacity=4)
    factories.confirmed(shift)
    page = _page(client.get(reverse("volunteers:requests")))
    told = ["5月11日（月）10:00", shift.place, "あと3人", "定員4人", shift.request.organisation.name]
    assert [words for words in told if words not in page] == []


def test_the_board_is_searched_by_a_link(client: PageClient) -> None:
    wanted, other = factories.ShiftFactory.create(), factories.ShiftFactory.create()
    address = reverse("volunteers:requests")
    page = _page(client.get(address, {"district": _district(wanted), "day": "2026-05-11"}))
    assert (wanted.request.title in page, other.request.title in page) == (True, False)


def test_a_search_that_finds_nothing_says_what_to_do_next(client: PageClient) -> None:
    factories.ShiftFactory.create()
    page = _page(client.get(reverse("volunteers:requests"), {"day": "2026-06-30"}))
    assert "条件に合う募集はありません" in page


def test_a_day_that_cannot_be_read_is_said_and_what_was_chosen_stays(client: PageClient) -> None:
    page = _page(client.get(reverse("volunteers:requests"), {"day_year": "2026", "day_month": "2", "day_day": "30"}))
    assert "2026年2月30日という日はありません" in page


# Posting -------------------------------------------------------------------------------------------------------------


def _sheet(organisation: accounts.Organisation, **changes: str) -> dict[str, str]:
    return {
        "organisation": organisation.code,
        "title": "花だんの手入れ",
        "field": factories.FieldFactory.create().code,
        "tasks": "花の苗を植えます。",
        "meeting_point": "見本公園の入口",
        "contact": "見本 連絡係",
        "kind": "fixed",
        "audience": "everyone",
        "policy": "first_come",
        "has_waiting_list": "on",
        "shifts-TOTAL_FORMS": "1",
        "shifts-INITIAL_FORMS": "1",
        **_row(0),
        **changes,
    }


def _row(number: int, *, day: str = "11") -> dict[str, str]:
    row = {
        "day_year": "２０２６",
        "day_month": "5",
        "day_day": day,
        "starts_at": "09:00",
        "ends_at": "11:00",
        "place": f"見本公園{number}",
        "capacity": "５",
        "minimum": "2",
    }
    return {f"shifts-{number}-{name}": value for name, value in row.items()}


def test_an_organiser_posts_a_request_with_several_shifts(client: PageClient) -> None:
    organisation = factories.RequestFactory.create().organisation
    _signed_in(client, people.OrganisationMemberFactory.create(organisation=organisation).user)
    data = _sheet(organisation, **{"shifts-TOTAL_FORMS": "2"}, **_row(1, day="12"))
    response = client.post(reverse("volunteers:request-new"), data, follow=True)
    made = models.Request.objects.get(title="花だんの手入れ")
    assert "募集を掲載しました" in _page(response)
    assert [(one.place, one.capacity, one.minimum) for one in made.shifts.order_by("pk")] == [
        ("見本公園0", 5, 2),
        ("見本公園1", 5, 2),
    ]


def test_another_row_keeps_what_was_typed_and_judges_nothing(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create(manager=_signed_in(client, people.UserFactory.create()))
    data = _sheet(organisation, title="", **{"add-shift": "1"})
    page = _page(client.post(reverse("volunteers:request-new"), data))
    assert ('value="見本公園0"' in page, "2回目の日付" in page, "3回目の日付" in page) == (True, True, False)
    assert "ご確認ください" not in page
    assert models.Request.objects.count() == 0


def test_a_row_that_is_left_empty_is_no_shift(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create(manager=_signed_in(client, people.UserFactory.create()))
    client.post(reverse("volunteers:request-new"), _sheet(organisation, **{"shifts-TOTAL_FORMS": "3"}))
    assert models.Shift.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_in_the_summary(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create(manager=_signed_in(client, people.UserFactory.create()))
    data = _sheet(organisation, title="", **{"shifts-0-ends_at": "08:00"})
    page = _page(client.post(reverse("volunteers:request-new"), data))
    assert "1回目の終了：終了の時刻は、開始の時刻より後にしてください。" in page
    assert 'href="#id_title"' in page


def test_a_link_from_a_booking_fills_the_first_row(client: PageClient) -> None:
    people.OrganisationFactory.create(manager=_signed_in(client, people.UserFactory.create()))
    asked = {"day": "2026-05-16", "starts_at": "13:00", "ends_at": "16:30", "place": "見本センター 和室"}
    page = _page(client.get(reverse("volunteers:request-new"), {**asked, "center_code": "kuji"}))
    assert [value for value in ("13:00", "16:30", "見本センター 和室", "kuji") if f'value="{value}"' not in page] == []


def test_a_draft_is_kept_and_rewritten(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create(manager=_signed_in(client, people.UserFactory.create()))
    client.post(reverse("volunteers:request-new"), _sheet(organisation, draft="1"))
    draft = models.Request.objects.get()
    address = reverse("volunteers:request-changes", args=[draft.code])
    assert 'value="花だんの手入れ"' in _page(client.get(address))
    client.post(address, _sheet(organisation, title="花だんの水やり"))
    draft.refresh_from_db()
    assert (draft.title, draft.status, draft.shifts.count()) == ("花だんの水やり", "in_review", 1)


def test_somebody_without_an_organisation_is_told_how_to_begin(client: PageClient) -> None:
    _signed_in(client, people.UserFactory.create())
    assert "担当者として登録されている団体がありません" in _page(client.get(reverse("volunteers:request-new")))


def test_a_reviewer_sends_a_request_back_only_with_words(client: PageClient) -> None:
    request = factories.RequestFactory.create(in_review=True)
    _signed_in(client, people.administrator())
    address = reverse("volunteers:request-review", args=[request.code])
    assert "団体に伝わる理由を書いてください" in _page(client.post(address, {"verdict": "refuse", "note": ""}))
    client.post(address, {"verdict": "refuse", "note": "持ち物を書いてください"})
    request.refresh_from_db()
    assert (request.status, request.review_note) == ("refused", "持ち物を書いてください")


def test_the_welfare_council_reviews_but_not_its_own_posts(client: PageClient) -> None:
    council = people.OrganisationFactory.create(kind="welfare_council")
    coordinator = people.OrganisationMemberFactory.create(organisation=council).user
    own = factories.RequestFactory.create(organisation=council, in_review=True)
    other = factories.RequestFactory.create(in_review=True)
    _signed_in(client, coordinator)
    answers = [client.get(reverse("volunteers:request-review", args=[one.code])).status_code for one in (own, other)]
    assert answers == [404, 200]


# Taking part ---------------------------------------------------------------------------------------------------------


def test_a_person_applies_sees_their_place_and_withdraws(client: PageClient) -> None:
    shift = factories.ShiftFactory.create()
    person = _signed_in(client, people.UserFactory.create())
    applied = client.post(
        reverse("volunteers:shift-applications", args=[shift.code]), {"message": "楽しみです"}, follow=True
    )
    assert "参加が決まりました" in _page(applied)
    place = models.Assignment.objects.get(person=person)
    assert place.code in _page(client.get(reverse("volunteers:assignment-detail", args=[place.code])))
    left = client.post(reverse("volunteers:assignment-withdrawal", args=[place.code]), {"reason": ""}, follow=True)
    assert "辞退を受け付けました" in _page(left)


def test_a_refusal_names_the_condition_and_what_to_do(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(request__minimum_age=70)
    _signed_in(client, people.UserFactory.create())
    said = {"message": "孫といっしょに行きたいです"}
    response = client.post(reverse("volunteers:shift-applications", args=[shift.code]), said)
    page = response.content.decode()
    assert (response.status_code, "70歳以上の方が対象です" in page, said["message"] in page) == (403, True, True)


def test_who_waits_sees_how_manyth_they_are(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    factories.waiting(shift)
    mine = factories.waiting(shift, _signed_in(client, people.UserFactory.create()))
    page = _page(client.get(reverse("volunteers:assignment-detail", args=[mine.code])))
    assert "空き待ちの2番目です" in page


def test_who_still_waits_when_it_begins_is_promised_nothing(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(days=0)
    mine = factories.waiting(shift, _signed_in(client, people.UserFactory.create()))
    page = _page(client.get(reverse("volunteers:assignment-detail", args=[mine.code])))
    assert "番目です" not in page


def test_hours_without_points_are_explained(client: PageClient) -> None:
    person = people.UserFactory.create()
    shift = factories.ShiftFactory.create(days=-1)
    came = factories.AttendanceFactory.create(assignment=factories.confirmed(shift, person))
    actions.approve_hours(came.assignment, by=factories.manager_of(shift.request), now=NOW)
    _signed_in(client, person)
    page = _page(client.get(reverse("volunteers:assignment-detail", args=[came.assignment.code])))
    assert "今回はポイントの対象になりません" in page


def test_only_who_has_a_place_sees_whom_to_call_on_the_day(client: PageClient) -> None:
    person = _signed_in(client, people.UserFactory.create())
    place = factories.confirmed(factories.ShiftFactory.create(), person)
    waiting = factories.waiting(factories.ShiftFactory.create(days=5), person)
    address = "volunteers:assignment-detail"
    for one, on_the_day in ((place, True), (waiting, False)):
        page = reverse(address, args=[one.code])
        assert "000-0000-0000" not in _page(client.get(page))
        with time_machine.travel(one.shift.starts_at - timedelta(hours=1)):
            assert ("000-0000-0000" in _page(client.get(page))) is on_the_day


def test_a_person_sees_their_hours_and_points(client: PageClient) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    person = people.UserFactory.create()
    shift = factories.ShiftFactory.create(days=-1)
    factories.AttendanceFactory.create(assignment=factories.confirmed(shift, person))
    _organiser(client, shift)
    address = reverse("volunteers:shift-hours", args=[shift.code])
    done = client.post(address, {"assignments": [shift.assignments.get().code]}, follow=True)
    assert "1人の活動時間を認定し、合わせて20ポイントが付きました" in _page(done)
    _signed_in(client, person)
    page = _page(client.get(reverse("volunteers:assignments")))
    assert [words for words in ("2時間", "120分", ">20<") if words not in page] == []


def test_an_invited_person_says_yes_or_no_with_one_press(client: PageClient) -> None:
    person = _signed_in(client, people.UserFactory.create())
    first, second = (factories.invited(factories.ShiftFactory.create(days=day), person) for day in (3, 4))
    assert "団体からお誘いが届いています" in _page(
        client.get(reverse("volunteers:assignment-detail", args=[first.code]))
    )
    client.post(reverse("volunteers:assignment-acceptance", args=[first.code]))
    client.post(reverse("volunteers:assignment-refusal", args=[second.code]))
    states = [models.Assignment.objects.get(pk=one.pk).state for one in (first, second)]
    assert states == ["confirmed", "declined"]


# Organising ----------------------------------------------------------------------------------------------------------


def test_an_organiser_sees_what_somebody_can_do_and_never_who(client: PageClient) -> None:
    shift = factories.ShiftFactory.create()
    offer = factories.OfferFactory.create(fields=[shift.request.field], words="草刈り機が使えます")
    person = offer.person
    _organiser(client, shift)
    for name, code in (("request-detail", shift.request.code), ("shift-invitations", shift.code)):
        page = _page(client.get(reverse(f"volunteers:{name}", args=[code])))
        assert "草刈り機が使えます" in page
        told = [person.name, person.furigana, str(person.email), person.code, offer.code]
        assert [words for words in told if words in page] == []


def test_an_organiser_asks_somebody_by_the_handle_on_the_page(client: PageClient) -> None:
    shift = factories.ShiftFactory.create()
    offer = factories.OfferFactory.create(fields=[shift.request.field])
    _organiser(client, shift)
    response = client.get(reverse("volunteers:shift-invitations", args=[shift.code]))
    [one] = response.context["suggestions"]
    client.post(reverse("volunteers:shift-invitations", args=[shift.code]), {"handle": one.found.handle})
    assert models.Assignment.objects.get(shift=shift).person == offer.person


def test_the_desk_of_the_center_checks_in_and_does_not_approve_hours(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10), center_code="kuji")
    place = factories.confirmed(shift)
    _signed_in(client, people.staff_of("kuji"))
    client.post(reverse("volunteers:assignment-check-in", args=[place.code]))
    page = _page(client.get(reverse("volunteers:shift-roster", args=[shift.code])))
    assert ("12:00 受付" in page, "時間を直す" in page) == (True, False)
    assert client.post(reverse("volunteers:shift-hours", args=[shift.code])).status_code == 404


def test_an_organiser_answers_applications_from_the_roster(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
    yes, no = (factories.AssignmentFactory.create(shift=shift) for _ in range(2))
    _organiser(client, shift)
    assert "お返事を待っている方" in _page(client.get(reverse("volunteers:shift-roster", args=[shift.code])))
    client.post(reverse("volunteers:application-acceptance", args=[yes.code]))
    client.post(reverse("volunteers:application-refusal", args=[no.code]), {"reason": "ありがとうございました"})
    states = [models.Assignment.objects.get(pk=one.pk).state for one in (yes, no)]
    assert states == ["confirmed", "declined"]


def test_nobody_chosen_approves_nothing_and_is_said(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(days=0)
    factories.AttendanceFactory.create(assignment=factories.confirmed(shift))
    _organiser(client, shift)
    page = _page(client.post(reverse("volunteers:shift-hours", args=[shift.code])))
    assert "認定する方を1人以上選んでください" in page


def test_hours_are_corrected_with_a_reason_and_taken_back_with_one(client: PageClient) -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    shift = factories.ShiftFactory.create(days=0)
    came = factories.AttendanceFactory.create(assignment=factories.confirmed(shift))
    _organiser(client, shift)
    code = came.assignment.code
    client.post(reverse("volunteers:assignment-hours", args=[code]), {"minutes": "６０", "reason": "早く終わった"})
    came.refresh_from_db()
    assert (came.approved_minutes, came.points) == (60, 10)
    assert "認定は済んでいます" in _page(client.get(reverse("volunteers:assignment-hours", args=[code])))
    client.post(reverse("volunteers:assignment-hours-withdrawal", args=[code]), {"reason": "人を間違えた"})
    came.refresh_from_db()
    assert (came.is_approved, came.points) == (False, 0)


def test_closing_a_request_is_confirmed_first(client: PageClient) -> None:
    shift = factories.ShiftFactory.create()
    _organiser(client, shift)
    address = reverse("volunteers:request-closure", args=[shift.request.code])
    assert "新しい応募を受け付けなくなります" in _page(client.get(address))
    assert "募集を終えました" in _page(client.post(address, follow=True))


# The code at the venue -----------------------------------------------------------------------------------------------


@pytest.fixture
def today() -> models.Shift:
    """A shift that begins in ten minutes."""
    return factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=10))


def test_the_code_on_the_page_leads_a_camera_to_the_check_in(client: PageClient, today: models.Shift) -> None:
    _organiser(client, today)
    response = client.get(reverse("volunteers:shift-check-in-code", args=[today.code]))
    token = queries.check_ins.code_of(today, now=NOW)
    assert qr.read(response.context["svg"]) == f"http://testserver{reverse('volunteers:check-in', args=[token])}"


def test_htmx_draws_the_code_alone(client: PageClient, today: models.Shift) -> None:
    _organiser(client, today)
    response = client.get(reverse("volunteers:shift-check-in-code", args=[today.code]), headers={"HX-Request": "true"})
    page = _page(response)
    assert ("<h1" in page, "qr-card" in page, 'hx-trigger="every 30s"' in page) == (False, True, True)


def test_without_scripts_the_page_reloads_by_itself(client: PageClient, today: models.Shift) -> None:
    _organiser(client, today)
    page = _page(client.get(reverse("volunteers:shift-check-in-code", args=[today.code])))
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page


def test_looking_at_the_check_in_changes_nothing_and_confirming_checks_in(
    client: PageClient, today: models.Shift
) -> None:
    place = factories.confirmed(today, _signed_in(client, people.UserFactory.create()))
    address = reverse("volunteers:check-in", args=[queries.check_ins.code_of(today, now=NOW)])
    assert "受付する" in _page(client.get(address))
    assert models.Attendance.objects.count() == 0
    assert "受付が済みました" in _page(client.post(address, follow=True))
    assert models.Attendance.objects.get().assignment == place
    assert "受付は済んでいます" in _page(client.get(address))


def test_who_signs_in_after_reading_the_code_need_not_run_back(
    client: PageClient, today: models.Shift, noon: time_machine.Traveller
) -> None:
    place = factories.confirmed(today)
    address = reverse("volunteers:check-in", args=[queries.check_ins.code_of(today, now=NOW)])
    assert client.get(address).status_code == 302
    noon.move_to(NOW + timedelta(minutes=5))
    _sign_in_keeping_the_session(client, place.person)
    client.post(address)
    assert models.Attendance.objects.get().assignment == place


def _sign_in_keeping_the_session(client: PageClient, person: accounts.User) -> None:
    """As the sign-in page does: what an anonymous visitor had stays, under a new key."""
    kept = dict(client.session.items())
    client.force_login(person)
    session = client.session
    session.update(kept)
    session.save()


def test_a_code_sent_on_to_somebody_else_is_stale(
    client: PageClient, today: models.Shift, noon: time_machine.Traveller
) -> None:
    place = factories.confirmed(today)
    address = reverse("volunteers:check-in", args=[queries.check_ins.code_of(today, now=NOW)])
    noon.move_to(NOW + timedelta(minutes=5))
    _signed_in(client, place.person)
    response = client.post(address)
    assert (response.status_code, "新しいコードを、もう一度読み取って" in response.content.decode()) == (410, True)


def test_who_has_no_place_is_sent_to_the_organiser_kindly(client: PageClient, today: models.Shift) -> None:
    _signed_in(client, people.UserFactory.create())
    address = reverse("volunteers:check-in", args=[queries.check_ins.code_of(today, now=NOW)])
    assert "会場の担当者に声をおかけください" in _page(client.get(address))
    assert client.post(address).status_code == 403


# Offers and suggestions ----------------------------------------------------------------------------------------------


def test_a_person_tells_what_they_can_do_and_sees_what_fits(client: PageClient) -> None:
    shift = factories.ShiftFactory.create()
    _signed_in(client, people.UserFactory.create())
    data = {
        "activities": [shift.request.field.code],
        "times": ["1/09:00/12:00"],
        "reach": "chosen",
        "districts": [_district(shift)],
    }
    page = _page(client.post(reverse("volunteers:offers"), offers.sheet(**data), follow=True))
    reasons = ["の活動です", "月曜日の午前が空いている時間に合っています", "行きやすい地区"]
    assert [words for words in [shift.request.title, *reasons] if words not in page] == []


def test_times_told_through_the_api_stay_on_the_page(client: PageClient) -> None:
    offer = factories.OfferFactory.create(times=[(6, 10, 15)])
    _signed_in(client, offer.person)
    page = _page(client.get(reverse("volunteers:offers")))
    assert 'name="times-0-starts_at" value="10:00"' in page
    assert '<option value="6" selected>土曜日</option>' in page


def test_without_an_offer_the_page_says_how_to_begin(client: PageClient) -> None:
    _signed_in(client, people.UserFactory.create())
    assert "協力できることを登録しませんか" in _page(client.get(reverse("volunteers:suggestions")))


def test_a_date_of_birth_is_asked_for_where_it_counts_and_what_was_typed_stays(client: PageClient) -> None:
    person = people.UserFactory.create(date_of_birth=None)
    shift = factories.ShiftFactory.create(request__minimum_age=15)
    client.force_login(person)
    address = reverse("volunteers:shift-applications", args=[shift.code])
    assert "活動の日の年齢を確かめます" in client.get(address).content.decode()
    refused = client.post(address, {"message": "よろしくお願いします"})
    assert ("よろしくお願いします" in refused.content.decode(), models.Assignment.objects.exists()) == (True, False)
    born = {"date_of_birth_year": "1980", "date_of_birth_month": "4", "date_of_birth_day": "2"}
    client.post(address, {"message": "よろしくお願いします", **born})
    person.refresh_from_db()
    assert (str(person.date_of_birth), models.Assignment.objects.get().state) == ("1980-04-02", "confirmed")
