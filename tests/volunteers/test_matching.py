from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts import models as accounts
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, enums, errors, models, queries
from volunteers.rules import conditions, matching

Reason, Audience = enums.Reason, enums.Audience
MONDAY = 1
MORNING_STARTS, MORNING_ENDS = time(9), time(12)
MORNING = matching.Slot(MONDAY, 9 * 60, 12 * 60)


def _facts(**changes: object) -> matching.Facts:
    facts: dict[str, object] = {
        "slot": matching.Slot(MONDAY, 10 * 60, 12 * 60),
        "free_times": (MORNING,),
        "field_name": "環境美化",
        "same_field": True,
        "district_name": "久慈",
        "same_district": True,
        "steps": None,
        "metres": None,
        "skills_asked": 1,
        "skills": ("見本の技能",),
        "languages_asked": 1,
        "languages": ("英語",),
        "capacity": 5,
        "minimum": 3,
        "taken": 0,
        "recent": 0,
    }
    return matching.Facts(**(facts | changes))  # type: ignore[arg-type]


def test_what_fits_in_everything_has_the_full_score_and_says_why() -> None:
    score = matching.score(_facts())
    assert score.total == 1000
    assert score.reasons == (
        "月曜日の午前が空いている時間に合っています",
        "協力したい分野「環境美化」の活動です",
        "行きやすい地区（久慈）で行われます",
        "あと3人で、活動に必要な人数がそろいます",
        "はじめての方、久しぶりの方に優先してご案内しています",
        "あなたのできること「見本の技能」が役に立ちます",
        "英語を話せる方が求められています",
    )


def test_the_organiser_hears_reasons_of_another_voice_and_nothing_of_who_it_is() -> None:
    assert matching.score(_facts()).organiser_reasons == (
        "月曜日の午前が空いています",
        "「環境美化」に協力したいと登録しています",
        "久慈地区で活動できます",
        "最近の参加が少ない方です",
        "「見本の技能」ができます",
        "英語で話せます",
    )


def test_what_fits_in_nothing_has_no_score_and_no_reason() -> None:
    nothing = {"free_times": (), "same_field": False, "same_district": False, "skills": (), "languages": ()}
    score = matching.score(_facts(**nothing, taken=5, recent=9))
    assert (score.total, score.reasons, score.organiser_reasons) == (0, (), ())


@pytest.mark.parametrize(
    ("free", "points"),
    [
        ((MORNING,), 300),
        ((matching.Slot(MONDAY, 11 * 60, 12 * 60),), 150),
        ((matching.Slot(MONDAY, 9 * 60, 11 * 60), matching.Slot(MONDAY, 10 * 60, 11 * 60)), 150),
        ((matching.Slot(2, 9 * 60, 12 * 60),), 0),
    ],
)
def test_time_counts_by_the_part_of_the_shift_that_is_free(free: tuple[matching.Slot, ...], points: int) -> None:
    parts = {part.factor: part.points for part in matching.score(_facts(free_times=free)).parts}
    assert parts[enums.Factor.TIME] == points


@pytest.mark.parametrize(
    ("steps", "metres", "points"),
    [
        (1, None, 100),
        (2, None, 50),
        (3, None, 0),
        (None, None, 0),
        (None, 2_500, 100),
        (None, 5_000, 50),
        (1, 5_001, 0),
    ],
)
def test_a_district_near_home_counts_by_how_near_it_is(steps: int | None, metres: int | None, points: int) -> None:
    score = matching.score(_facts(same_district=False, steps=steps, metres=metres))
    assert {part.factor: part.points for part in score.parts}[enums.Factor.DISTRICT] == points


def test_from_near_by_both_hear_that_and_the_organiser_not_from_where() -> None:
    score = matching.score(_facts(same_district=False, steps=1))
    assert "お住まいの地区に近い、久慈で行われます" in score.reasons
    assert "近くの地区から来られます" in score.organiser_reasons


@pytest.mark.parametrize(("had", "points"), [((), 0), (("一",), 30), (("一", "二"), 60)])
def test_each_wanted_skill_counts_its_part(had: tuple[str, ...], points: int) -> None:
    score = matching.score(_facts(skills_asked=2, skills=had))
    assert {part.factor: part.points for part in score.parts}[enums.Factor.SKILL] == points


@pytest.mark.parametrize(("taken", "need"), [(0, 1000), (2, 1000), (3, 400), (4, 200), (5, 0)])
def test_a_shift_below_its_minimum_needs_people_most(taken: int, need: int) -> None:
    assert matching.need_of(capacity=5, minimum=3, taken=taken) == need


@pytest.mark.parametrize(("contacts", "rank"), [(0, 400), (1, 200), (3, 100)])
def test_the_rank_falls_with_each_contact(contacts: int, rank: int) -> None:
    assert matching.rank(score=800, need=500, contacts=contacts) == rank


SLOTS = st.tuples(st.integers(1, 7), st.integers(0, 1438), st.integers(1, 300)).map(
    lambda drawn: matching.Slot(drawn[0], drawn[1], min(drawn[1] + drawn[2], 1440))
)


@given(
    slot=SLOTS,
    free=st.lists(SLOTS, max_size=6).map(tuple),
    same_field=st.booleans(),
    same_district=st.booleans(),
    capacity=st.integers(1, 50),
    minimum=st.integers(1, 50),
    taken=st.integers(0, 50),
    recent=st.integers(0, 20),
)
def test_every_score_is_whole_and_between_0_and_1000(
    slot: matching.Slot,
    free: tuple[matching.Slot, ...],
    same_field: bool,
    same_district: bool,
    capacity: int,
    minimum: int,
    taken: int,
    recent: int,
) -> None:
    facts = _facts(
        slot=slot,
        free_times=free,
        same_field=same_field,
        same_district=same_district,
        capacity=capacity,
        minimum=min(minimum, capacity),
        taken=min(taken, capacity),
        recent=recent,
    )
    score = matching.score(facts)
    assert all(0 <= part.points <= matching.WEIGHTS[part.factor] for part in score.parts)
    assert score == matching.score(facts)
    assert score.total == sum(part.points for part in score.parts) <= 1000


# Hard rules: the same answer from both sides, and from the pure rules ------------------------------------------------


def _refusals(offer: models.Offer, shift: models.Shift) -> tuple[str, str]:
    """This function will give the refusal as judged for the person and as judged for the shift."""
    loaded = queries.requests.detailed_shifts().get(pk=shift.pk)
    told = queries.matching.offer_of(offer.person)
    assert told is not None
    for_person = queries.matching.judged_shifts(told, now=NOW).get(pk=shift.pk)
    for_shift = queries.matching.judged_offers(loaded, now=NOW).get(pk=offer.pk)
    return for_person.refusal, for_shift.refusal  # type: ignore[attr-defined]


def _shift(**request: object) -> models.Shift:
    return factories.ShiftFactory.create(request=factories.RequestFactory.create(**request))


@pytest.mark.django_db
def test_who_meets_everything_is_refused_by_neither_side() -> None:
    assert _refusals(factories.OfferFactory.create(), _shift()) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "closed", "closed_at": NOW}, Reason.REQUEST_NOT_OPEN),
        ({"minimum_age": 60}, Reason.TOO_YOUNG),
        ({"audience": Audience.DISTRICT}, Reason.OTHER_DISTRICT),
        ({"audience": Audience.MEMBERS}, Reason.MEMBERS_ONLY),
        ({"audience": Audience.CITY_EMPLOYEES}, Reason.CITY_EMPLOYEES_ONLY),
    ],
)
def test_a_condition_of_the_request_refuses_with_its_reason(fields: dict[str, object], reason: enums.Reason) -> None:
    assert _refusals(factories.OfferFactory.create(), _shift(**fields)) == (reason, reason)


@pytest.mark.django_db
@pytest.mark.parametrize(("born", "reason"), [(None, Reason.AGE_UNKNOWN), (date(1980, 5, 12), "")])
def test_where_minors_are_accompanied_an_age_must_be_known(born: date | None, reason: str) -> None:
    offer = factories.OfferFactory.create(person__date_of_birth=born)
    shift = _shift(guardian="accompanied", guardian_reason="水辺で活動するため")
    assert _refusals(offer, shift) == (reason, reason)
    loaded = queries.requests.detailed_shifts().get(pk=shift.pk)
    asked = queries.people.conditions(loaded.request, now=NOW)
    standing = queries.people.standing(offer.person, loaded, stated=["guardian"])
    assert conditions.ineligibility(standing, asked) == (reason or None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (None, Reason.AGE_UNKNOWN),
        (date(2011, 5, 12), Reason.TOO_YOUNG),
        (date(2011, 5, 11), ""),
        (date(2008, 2, 29), ""),
    ],
)
def test_age_is_that_on_the_day_of_the_shift(born: date | None, reason: str) -> None:
    offer = factories.OfferFactory.create(person__date_of_birth=born)
    shift = _shift(minimum_age=15)
    assert _refusals(offer, shift) == (reason, reason)
    loaded = queries.requests.detailed_shifts().get(pk=shift.pk)
    standing = queries.people.standing(offer.person, loaded)
    asked = queries.people.conditions(loaded.request, now=NOW)
    assert conditions.ineligibility(standing, asked) == (reason or None)


@pytest.mark.django_db
def test_members_employees_and_neighbours_are_let_in_by_both_sides() -> None:
    district = people.DistrictFactory.create()
    member_only, staff_only = _shift(audience=Audience.MEMBERS), _shift(audience=Audience.CITY_EMPLOYEES)
    member = people.OrganisationMemberFactory.create(organisation=member_only.request.organisation).user
    neighbour = people.UserFactory.create(district=district)
    pairs = [
        (member, member_only),
        (people.city_employee(), staff_only),
        (neighbour, _shift(audience=Audience.DISTRICT, district=district)),
    ]
    refusals = [_refusals(factories.OfferFactory.create(person=person), shift) for person, shift in pairs]
    assert refusals == [("", "")] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("applied", Reason.ALREADY_APPLIED),
        ("invited", Reason.ALREADY_APPLIED),
        ("withdrawn", Reason.DECLINED_EARLIER),
        ("declined", Reason.DECLINED_EARLIER),
    ],
)
def test_who_stands_to_the_shift_already_is_not_suggested(state: str, reason: enums.Reason) -> None:
    offer, shift = factories.OfferFactory.create(), _shift()
    ended = NOW if state in {"withdrawn", "declined"} else None
    factories.AssignmentFactory.create(shift=shift, person=offer.person, state=state, ended_at=ended)
    assert _refusals(offer, shift) == (reason, reason)


@pytest.mark.django_db
def test_who_is_busy_and_what_is_full_or_begun_is_not_suggested() -> None:
    offer, busy = factories.OfferFactory.create(), _shift()
    factories.confirmed(_shift(), offer.person)
    full = factories.ShiftFactory.create(days=5, capacity=1)
    factories.confirmed(full)
    begun = factories.ShiftFactory.create(starts_at=NOW - timedelta(hours=1))
    refusals = [_refusals(offer, shift) for shift in (busy, full, begun)]
    assert refusals == [(reason, reason) for reason in ("overlapping_shift", "shift_full", "shift_started")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ([], ""),
        ([(1, 9, 12)], ""),
        ([(1, 11, 13)], ""),
        ([(1, 12, 15)], Reason.NOT_AVAILABLE),
        ([(1, 8, 10)], Reason.NOT_AVAILABLE),
        ([(2, 9, 12)], Reason.NOT_AVAILABLE),
    ],
)
def test_a_shift_outside_of_the_weekly_times_is_not_suggested(times: list[tuple[int, int, int]], reason: str) -> None:
    """The shift is on a Monday from 10 to 12; days and hours are Tokyo's."""
    assert _refusals(factories.OfferFactory.create(times=times), _shift()) == (reason, reason)


@pytest.mark.django_db
def test_a_shift_before_nine_in_the_morning_is_on_its_own_day_and_not_on_that_of_utc() -> None:
    early = factories.ShiftFactory.create(starts_at=factories.morning(3) - timedelta(hours=4))
    assert _refusals(factories.OfferFactory.create(times=[(1, 6, 8)]), early) == ("", "")
    assert _refusals(factories.OfferFactory.create(times=[(7, 21, 23)]), early) == ("not_available", "not_available")


# Suggestions ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_person_is_shown_first_what_fits_and_lacks_people() -> None:
    field = factories.FieldFactory.create()
    offer = factories.OfferFactory.create(fields=[field], times=[(1, 9, 12)])
    other = _shift()
    fitting = _shift(field=field, district=offer.person.district)
    found = queries.matching.shift_suggestions(_told(offer), now=NOW)
    assert [(one.shift, one.score.total) for one in found] == [(fitting, 900), (other, 550)]


@pytest.mark.django_db
def test_a_shift_about_which_many_are_in_talks_falls_behind() -> None:
    offer = factories.OfferFactory.create(times=[(1, 9, 12)])
    crowded, quiet = _shift(), _shift()
    factories.AssignmentFactory.create(shift=crowded)
    found = queries.matching.shift_suggestions(_told(offer), now=NOW)
    assert [(one.shift, one.rank) for one in found] == [(quiet, 550), (crowded, 275)]


@pytest.mark.django_db
def test_who_took_part_often_or_was_asked_lately_is_asked_later() -> None:
    shift = _shift()
    fresh, busy, asked = (factories.OfferFactory.create(times=[(1, 9, 12)]) for _ in range(3))
    for days in range(4):
        factories.confirmed(factories.ShiftFactory.create(days=-days - 1), busy.person)
    factories.invited(factories.ShiftFactory.create(days=9), asked.person)
    loaded = queries.requests.detailed_shifts().get(pk=shift.pk)
    found = queries.matching.people_suggestions(loaded, now=NOW)
    assert [(one.offer, one.rank) for one in found] == [(fresh, 550), (busy, 450), (asked, 275)]


@pytest.mark.django_db
def test_the_same_facts_give_the_same_order() -> None:
    offer = factories.OfferFactory.create()
    for _ in range(5):
        _shift()
    first, second = (queries.matching.shift_suggestions(_told(offer), now=NOW) for _ in range(2))
    assert [one.shift.pk for one in first] == [one.shift.pk for one in second]


@pytest.mark.django_db
def test_an_offer_that_rests_is_not_shown_to_organisers() -> None:
    factories.OfferFactory.create(is_active=False)
    loaded = queries.requests.detailed_shifts().get(pk=_shift().pk)
    assert queries.matching.people_suggestions(loaded, now=NOW) == []


def _told(offer: models.Offer) -> models.Offer:
    found = queries.matching.offer_of(offer.person)
    assert found is not None
    return found


# Invitations ---------------------------------------------------------------------------------------------------------


def _invite(shift: models.Shift, offer: models.Offer) -> models.Assignment:
    loaded = queries.requests.detailed_shifts().get(pk=shift.pk)
    handle = queries.matching.handle_of(loaded, offer)
    return actions.invite(loaded, handle=handle, by=factories.manager_of(shift.request), now=NOW)


@pytest.mark.django_db
def test_an_invited_person_hears_of_it_and_takes_no_place_yet() -> None:
    offer, shift = factories.OfferFactory.create(), _shift()
    made = _invite(shift, offer)
    shift.refresh_from_db()
    assert (made.state, made.person, shift.taken) == ("invited", offer.person, 0)
    assert notices.Notice.objects.get(user=offer.person).template == "volunteers/invitation"


@pytest.mark.django_db
def test_an_accepted_invitation_is_a_place_also_where_the_organiser_looks_first() -> None:
    made = _invite(_shift(policy=enums.Policy.ACCEPTANCE), factories.OfferFactory.create())
    accepted = actions.accept_invitation(made, by=made.person, now=NOW)
    assert (accepted.pk, accepted.state) == (made.pk, "confirmed")


@pytest.mark.django_db
def test_a_declined_invitation_costs_nothing_and_is_not_sent_again() -> None:
    offer, shift = factories.OfferFactory.create(), _shift()
    made = _invite(shift, offer)
    actions.decline_invitation(made, by=made.person, now=NOW)
    with pytest.raises(errors.NotSuggested):
        _invite(shift, offer)
    assert actions.apply_for_shift(_loaded(shift), person=offer.person, by=offer.person, now=NOW).state == "confirmed"


@pytest.mark.django_db
def test_an_invitation_is_answered_once() -> None:
    made = _invite(_shift(), factories.OfferFactory.create())
    actions.decline_invitation(made, by=made.person, now=NOW)
    with pytest.raises(errors.AssignmentChanged):
        actions.decline_invitation(made, by=made.person, now=NOW)


@pytest.mark.django_db
def test_a_handle_of_one_shift_says_nothing_in_another() -> None:
    offer, shift, other = factories.OfferFactory.create(), _shift(), _shift()
    assert queries.matching.handle_of(shift, offer) != queries.matching.handle_of(other, offer)
    with pytest.raises(errors.NotSuggested):
        actions.invite(
            _loaded(other),
            handle=queries.matching.handle_of(shift, offer),
            by=factories.manager_of(other.request),
            now=NOW,
        )


def _loaded(shift: models.Shift) -> models.Shift:
    return queries.requests.detailed_shifts().get(pk=shift.pk)


# Offers --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_a_person_tells_again_takes_the_place_of_what_they_told_before() -> None:
    person: accounts.User = people.UserFactory.create()
    field = factories.FieldFactory.create()
    for weekday in (1, 6):
        times = [actions.OfferTimePlan(weekday, MORNING_STARTS, MORNING_ENDS)]
        plan = actions.OfferPlan(fields=[field], districts=[], times=times)
        actions.save_offer(person, plan=plan, by=person, now=NOW)
    offer = models.Offer.objects.get()
    assert ([one.weekday for one in offer.times.all()], list(offer.fields.all())) == ([6], [field])


@pytest.mark.django_db
def test_the_same_time_twice_or_backwards_is_refused() -> None:
    person: accounts.User = people.UserFactory.create()
    once = actions.OfferTimePlan(1, MORNING_STARTS, MORNING_ENDS)
    backwards = actions.OfferTimePlan(1, MORNING_ENDS, MORNING_STARTS)
    for times in ([once, once], [backwards]):
        with pytest.raises(errors.OfferTimesClash):
            actions.save_offer(person, plan=actions.OfferPlan(fields=[], districts=[], times=times), by=person, now=NOW)
