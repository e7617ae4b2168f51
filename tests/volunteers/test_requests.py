from dataclasses import replace
from datetime import timedelta

import pytest

from backend.accounts import models as accounts
from backend.common import errors as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
Status = enums.RequestStatus


def _plan() -> actions.RequestPlan:
    return actions.RequestPlan(
        title="花だんの手入れ",
        field=factories.FieldFactory.create(),
        tasks="花の苗を植えます。",
        meeting_point="見本公園の入口",
        contact="見本 連絡係",
    )


def _shift() -> actions.ShiftPlan:
    starts = factories.morning(3)
    return actions.ShiftPlan(starts, starts + timedelta(hours=2), "見本公園", 5, 2)


def _post(
    organisation: accounts.Organisation,
    *,
    plan: actions.RequestPlan | None = None,
    shift: actions.ShiftPlan | None = None,
    draft: bool = False,
) -> models.Request:
    by = people.OrganisationMemberFactory.create(organisation=organisation).user
    shifts = [shift or _shift()]
    return actions.post_request(organisation, plan=plan or _plan(), shifts=shifts, by=by, now=NOW, draft=draft)


def test_the_first_post_of_an_organisation_is_looked_at_first() -> None:
    made = _post(people.OrganisationFactory.create())
    assert (made.status, made.shifts.count(), made.published_at) == (Status.IN_REVIEW, 1, None)


def test_later_posts_are_published_at_once() -> None:
    organisation = factories.RequestFactory.create().organisation
    made = _post(organisation)
    assert (made.status, made.published_at) == (Status.PUBLISHED, NOW)


def test_a_closed_request_counts_as_published_before() -> None:
    closed = factories.RequestFactory.create(status=Status.CLOSED, closed_at=NOW)
    assert _post(closed.organisation).status == Status.PUBLISHED


def test_a_draft_waits_for_its_organisation() -> None:
    assert _post(factories.RequestFactory.create().organisation, draft=True).status == Status.DRAFT


def test_an_organisation_that_the_city_has_not_approved_keeps_drafts_only() -> None:
    organisation = people.OrganisationFactory.create(pending=True)
    with pytest.raises(errors.OrganisationNotApproved):
        _post(organisation)
    assert _post(organisation, draft=True).status == Status.DRAFT


def test_a_request_needs_a_shift_to_be_published() -> None:
    organisation = people.OrganisationFactory.create()
    by = people.UserFactory.create()
    with pytest.raises(errors.NoShifts):
        actions.post_request(organisation, plan=_plan(), shifts=[], by=by, now=NOW)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"starts_at": NOW - timedelta(hours=1)}, errors.ShiftInThePast),
        (
            {"starts_at": NOW + timedelta(days=733), "ends_at": NOW + timedelta(days=733, hours=1)},
            errors.ShiftTooFar,
        ),
        ({"ends_at": factories.morning(3)}, errors.ShiftEndsBeforeItStarts),
        ({"minimum": 6}, errors.MinimumAboveCapacity),
    ],
)
def test_a_shift_that_cannot_be_is_refused_by_name(
    change: dict[str, object], refusal: type[common.DomainError]
) -> None:
    with pytest.raises(refusal):
        _post(people.OrganisationFactory.create(), shift=replace(_shift(), **change))  # type: ignore[arg-type]


def test_a_request_for_a_district_names_it() -> None:
    plan = replace(_plan(), audience=enums.Audience.DISTRICT)
    with pytest.raises(errors.DistrictNeeded):
        _post(people.OrganisationFactory.create(), plan=plan)


def test_an_approved_request_is_published_and_its_organisation_told() -> None:
    request = factories.RequestFactory.create(in_review=True)
    manager, reviewer = factories.manager_of(request), people.administrator()
    done = actions.review_request(request, verdict="approve", by=reviewer, now=NOW)
    assert (done.status, done.published_at, done.reviewed_by) == (Status.PUBLISHED, NOW, reviewer)
    assert notices.Notice.objects.get(user=manager).template == "volunteers/request_published"


def test_a_refused_request_comes_back_with_words_and_is_sent_again() -> None:
    request = factories.RequestFactory.create(in_review=True)
    manager = factories.manager_of(request)
    refused = actions.review_request(
        request, verdict="refuse", note="集合場所をくわしく書いてください", by=people.administrator(), now=NOW
    )
    assert "集合場所をくわしく" in notices.Notice.objects.get(user=manager).body
    again = actions.change_request(refused, plan=_plan(), shifts=[_shift()], by=manager, now=NOW)
    assert (refused.status, again.status, again.shifts.count()) == (Status.REFUSED, Status.IN_REVIEW, 1)


def test_a_request_is_not_refused_without_words() -> None:
    request = factories.RequestFactory.create(in_review=True)
    with pytest.raises(errors.RefusalNeedsReason):
        actions.review_request(request, verdict="refuse", by=people.administrator(), now=NOW)


def test_a_request_is_reviewed_once() -> None:
    request = factories.RequestFactory.create(in_review=True)
    actions.review_request(request, verdict="approve", by=people.administrator(), now=NOW)
    with pytest.raises(errors.RequestNotInReview):
        actions.review_request(request, verdict="approve", by=people.administrator(), now=NOW)


def test_a_published_request_is_not_rewritten() -> None:
    request = factories.RequestFactory.create()
    with pytest.raises(errors.RequestNotChangeable):
        actions.change_request(request, plan=_plan(), shifts=[_shift()], by=factories.manager_of(request), now=NOW)


def test_a_closed_request_takes_nobody_more_and_keeps_its_people() -> None:
    shift = factories.ShiftFactory.create(capacity=1)
    place, waiting = factories.confirmed(shift), factories.waiting(shift)
    closed = actions.close_request(shift.request, by=factories.manager_of(shift.request), now=NOW)
    actions.withdraw(place, by=place.person, now=NOW)
    waiting.refresh_from_db()
    assert (closed.status, waiting.state) == (Status.CLOSED, enums.AssignmentState.WAITING)
    with pytest.raises(errors.RequestNotOpen):
        actions.close_request(shift.request, by=factories.manager_of(shift.request), now=NOW)


def test_whoever_has_no_place_yet_hears_that_the_recruiting_is_over() -> None:
    shift = factories.ShiftFactory.create()
    place, waiting, asked = factories.confirmed(shift), factories.waiting(shift), factories.invited(shift)
    offered = factories.offered(shift)
    applied = factories.AssignmentFactory.create(shift=shift)
    gone = factories.AssignmentFactory.create(shift=shift, state="declined", ended_at=NOW)
    begun = factories.waiting(factories.ShiftFactory.create(request=shift.request, days=-1))
    actions.close_request(shift.request, by=factories.manager_of(shift.request), now=NOW)
    told = notices.Notice.objects.filter(template="volunteers/request_closed")
    assert {one.user for one in told} == {waiting.person, asked.person, applied.person, offered.person}
    assert not notices.Notice.objects.filter(user__in=[place.person, gone.person, begun.person]).exists()


def test_the_board_shows_what_is_to_come_the_next_first() -> None:
    later, sooner = factories.ShiftFactory.create(days=9), factories.ShiftFactory.create(days=2)
    factories.ShiftFactory.create(days=-1)
    factories.ShiftFactory.create(request__draft=True)
    board = queries.requests.board(queries.requests.BoardFilter(), now=NOW)
    assert [request.code for request in board] == [sooner.request.code, later.request.code]


def test_the_board_is_searched_by_district_field_and_day() -> None:
    wanted = factories.ShiftFactory.create(days=4)
    factories.ShiftFactory.create(days=4)
    factories.ShiftFactory.create(days=5, request=wanted.request)
    request = wanted.request
    asked = queries.requests.BoardFilter(request.district, request.field, TODAY + timedelta(days=4))
    [found] = queries.requests.board(asked, now=NOW)
    assert (found.code, found.open_shifts) == (request.code, [wanted])  # type: ignore[attr-defined]
    elsewhere = replace(asked, district=people.DistrictFactory.create())
    assert list(queries.requests.board(elsewhere, now=NOW)) == []


def test_a_shift_of_a_draft_stays_itself_with_what_was_reserved_for_it() -> None:
    draft = _post(factories.RequestFactory.create().organisation, draft=True)
    by, kept = draft.posted_by, draft.shifts.get()
    models.Shift.objects.filter(pk=kept.pk).update(booking_code="b-1")
    later = replace(_shift(), starts_at=factories.morning(9), ends_at=factories.morning(9) + timedelta(hours=1))
    again = replace(_shift(), place="例示公園", code=kept.code)
    actions.change_request(draft, plan=_plan(), shifts=[again, later], by=by, now=NOW, draft=True)
    first, second = draft.shifts.order_by("pk")
    assert (first.code, first.place, first.booking_code) == (kept.code, "例示公園", "b-1")
    models.Shift.objects.filter(pk=kept.pk).update(booking_code="")
    actions.change_request(draft, plan=_plan(), shifts=[replace(_shift(), code=second.code)], by=by, now=NOW)
    assert [shift.code for shift in draft.shifts.all()] == [second.code]
