"""What an offer says, how it is judged, and what of it an organiser sees."""

from datetime import date, datetime, time, timedelta

import pytest

from backend.accounts import models as accounts
from backend.common import clock
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries, rules
from volunteers.rules.offers import Done, Limits

Reason = enums.Reason
MONDAY = TODAY + timedelta(days=3)


# Rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("草刈り機が使えます。30年の経験があります。", False),
        ("2026年5月10日から手伝えます。", False),
        ("連絡は mihon@example.test まで", True),
        ("ｍｉｈｏｎ＠example．test へ", True),
        ("0294-00-0001に電話を", True),
        ("０２９４（００）０００１", True),
        ("09000000001", True),
        ("https://example.test を見て", True),
        ("見本花子です", True),
        ("見本　花子です", True),
        ("見 本・花 子です", True),
        ("花子と呼ばれています", True),
    ],
)
def test_words_that_tell_who_it_is_are_found(words: str, tells: bool) -> None:
    assert rules.offers.tells_who(words, names=["見本 花子", "花子", "ミホン ハナコ"]) == tells


def test_a_name_of_one_letter_or_none_forbids_nothing() -> None:
    assert not rules.offers.tells_who("林の手入れができます", names=["林", "", " "])


@pytest.mark.parametrize(
    ("limits", "done", "passed"),
    [
        (Limits(), Done(9, 900, 9, 900), []),
        (Limits(times_a_week=2), Done(week_times=1), []),
        (Limits(times_a_week=2), Done(week_times=2), [Reason.WEEK_LIMIT]),
        (Limits(minutes_a_week=180), Done(week_minutes=60), []),
        (Limits(minutes_a_week=180), Done(week_minutes=61), [Reason.WEEK_LIMIT]),
        (Limits(times_a_month=1), Done(month_times=1), [Reason.MONTH_LIMIT]),
        (Limits(minutes_a_month=119), Done(), [Reason.MONTH_LIMIT]),
        (Limits(1, 1, 1, 1), Done(1, 1, 1, 1), [Reason.WEEK_LIMIT, Reason.MONTH_LIMIT]),
    ],
)
def test_one_activity_more_is_held_against_the_limits(limits: Limits, done: Done, passed: list[enums.Reason]) -> None:
    assert rules.offers.passed(limits, done, minutes=120) == passed


@pytest.mark.parametrize(
    ("frequency", "limits"),
    [
        ("weekly", Limits(times_a_week=1)),
        ("fortnightly", Limits(times_a_month=2)),
        ("monthly", Limits(times_a_month=1)),
        ("often", Limits()),
        ("", Limits()),
    ],
)
def test_a_frequency_comes_to_a_limit(frequency: str, limits: Limits) -> None:
    assert rules.offers.limits_of(frequency) == limits


def test_a_week_begins_on_monday_and_a_month_on_the_first() -> None:
    assert rules.offers.week_of(date(2026, 5, 10)) == (date(2026, 5, 4), date(2026, 5, 11))
    assert rules.offers.month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (59, 60, None),
        (14, 60, 14),
        (14, None, 14),
        (3, 14, None),
        (0, 60, 14),
        (-1, None, None),
    ],
)
def test_a_proof_that_runs_out_is_reminded_of_once_for_each_span(
    left: int, reminded: int | None, due: int | None
) -> None:
    ends = TODAY + timedelta(days=left)
    assert rules.offers.reminder_due(TODAY, valid_until=ends, reminded_days=reminded) == due


@pytest.mark.parametrize(
    ("days", "asked", "expected"),
    [(364, None, False), (365, None, True), (366, 1, False), (394, None, True), (395, None, False)],
)
def test_an_offer_is_asked_about_once_when_it_is_a_year_old(days: int, asked: int | None, expected: bool) -> None:
    said = NOW - timedelta(days=days)
    asked_at = None if asked is None else NOW - timedelta(days=asked)
    assert rules.offers.is_to_ask(said_at=said, asked_at=asked_at, now=NOW) == expected


def test_what_was_asked_before_it_was_last_confirmed_is_asked_anew() -> None:
    said, asked = NOW - timedelta(days=365), NOW - timedelta(days=400)
    assert rules.offers.is_to_ask(said_at=said, asked_at=asked, now=NOW)


@pytest.mark.parametrize(
    ("times", "minutes", "words"), [(None, None, ""), (2, None, "2回まで"), (2, 90, "2回まで、1時間30分まで")]
)
def test_a_limit_is_said_as_people_do(times: int | None, minutes: int | None, words: str) -> None:
    assert rules.offers.spoken(times, minutes) == words


# Hard rules: the same answer from both sides -------------------------------------------------------------------------


def _refusals(offer: models.Offer, shift: models.Shift) -> tuple[str, str]:
    told = queries.matching.detailed().get(pk=offer.pk)
    for_person = queries.matching.judged_shifts(told, now=NOW).get(pk=shift.pk)
    for_shift = queries.matching.judged_offers(factory.loaded(shift), now=NOW).get(pk=offer.pk)
    return for_person.refusal, for_shift.refusal  # type: ignore[attr-defined]


def _shift(**request: object) -> models.Shift:
    return factories.ShiftFactory.create(request=factories.RequestFactory.create(**request))


def _both(reason: str) -> tuple[str, str]:
    return reason, reason


def _away(offer: models.Offer, first: date, last: date) -> None:
    models.OfferException.objects.create(offer=offer, is_free=False, first=first, last=last)


def _also(offer: models.Offer, day: date, starts: int, ends: int) -> None:
    models.OfferException.objects.create(
        offer=offer, is_free=True, first=day, last=day, starts_at=time(starts), ends_at=time(ends)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [(0, 0, Reason.AWAY), (-1, 1, Reason.AWAY), (-2, -1, ""), (1, 9, "")],
)
def test_on_a_day_away_nothing_is_suggested(first: int, last: int, reason: str) -> None:
    offer = factories.OfferFactory.create(times=[(1, 9, 12)])
    _away(offer, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    assert _refusals(offer, _shift()) == _both(reason)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "starts", "ends", "reason"),
    [(0, 10, 12, ""), (0, 11, 15, ""), (0, 12, 15, Reason.NOT_AVAILABLE), (7, 10, 12, Reason.NOT_AVAILABLE)],
)
def test_a_day_besides_is_free_although_its_weekday_is_not(day: int, starts: int, ends: int, reason: str) -> None:
    offer = factories.OfferFactory.create(times=[(6, 9, 12)])
    _also(offer, MONDAY + timedelta(days=day), starts, ends)
    assert _refusals(offer, _shift()) == _both(reason)


@pytest.mark.django_db
def test_who_names_only_days_is_free_on_those_alone() -> None:
    offer = factories.OfferFactory.create()
    _also(offer, MONDAY + timedelta(days=7), 9, 12)
    assert _refusals(offer, _shift()) == _both(Reason.NOT_AVAILABLE)


@pytest.mark.django_db
def test_a_day_besides_counts_in_the_score_like_a_weekly_time() -> None:
    offer = factories.OfferFactory.create(times=[(6, 9, 12)])
    _also(offer, MONDAY, 10, 12)
    shift = factory.loaded(_shift())
    (found,) = queries.matching.people_suggestions(shift, now=NOW)
    assert {part.factor: part.points for part in found.score.parts}[enums.Factor.TIME] == 300


@pytest.mark.django_db
@pytest.mark.parametrize(("steps", "reason"), [(0, Reason.TOO_FAR), (1, Reason.TOO_FAR), (2, "")])
def test_what_is_further_than_one_goes_is_not_suggested(steps: int, reason: str) -> None:
    home, _, far = factory.neighbours("a", "b", "c")
    offer = factories.OfferFactory.create(person__district=home, reach_steps=steps)
    assert _refusals(offer, _shift(district=far)) == _both(reason)
    assert _refusals(offer, _shift(district=home)) == _both("")
    assert _refusals(offer, _shift(district=None)) == _both("")


@pytest.mark.django_db
@pytest.mark.parametrize(("metres", "reason"), [(1_999, Reason.TOO_FAR), (2_000, "")])
def test_metres_between_centers_are_held_against_how_far_one_goes(metres: int, reason: str) -> None:
    home, far = people.DistrictFactory.create(code="a"), people.DistrictFactory.create(code="b")
    actions.distances.keep_metres({("a", "b"): 2_000})
    offer = factories.OfferFactory.create(person__district=home, reach_metres=metres)
    assert _refusals(offer, _shift(district=far)) == _both(reason)


@pytest.mark.django_db
def test_where_no_distance_is_known_only_home_is_near() -> None:
    offer = factories.OfferFactory.create(reach_steps=2)
    assert _refusals(offer, _shift()) == _both(Reason.TOO_FAR)
    assert _refusals(offer, _shift(district=offer.person.district)) == _both("")


@pytest.mark.django_db
def test_of_chosen_districts_no_other_is_suggested() -> None:
    chosen = people.DistrictFactory.create()
    offer = factories.OfferFactory.create(districts=[chosen])
    assert _refusals(offer, _shift(district=chosen)) == _both("")
    assert _refusals(offer, _shift(district=offer.person.district)) == _both(Reason.TOO_FAR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "spoken", "reason"),
    [([], [], ""), (["en"], ["en", "ja"], ""), (["en", "zh"], ["zh"], ""), (["en"], [], Reason.LANGUAGE_NOT_SPOKEN)],
)
def test_one_of_the_languages_asked_for_must_be_spoken(asked: list[str], spoken: list[str], reason: str) -> None:
    assert _refusals(factories.OfferFactory.create(languages=spoken), _shift(languages=asked)) == _both(reason)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ({"times_a_week": 2}, ""),
        ({"times_a_week": 1}, Reason.WEEK_LIMIT),
        ({"times_a_month": 2}, Reason.MONTH_LIMIT),
        ({"times_a_month": 3}, ""),
        ({"minutes_a_week": 239}, Reason.WEEK_LIMIT),
        ({"minutes_a_week": 240}, ""),
        ({"minutes_a_month": 359}, Reason.MONTH_LIMIT),
        ({"minutes_a_month": 360}, ""),
    ],
)
def test_no_more_is_suggested_than_one_wants_to_do(limit: dict[str, int], reason: str) -> None:
    """The shift is on Monday 11 May; one activity is in that week, one earlier in the month, one in another month."""
    offer, shift = factories.OfferFactory.create(**limit), _shift()
    for days in (4, -3, -10):
        factories.confirmed(factories.ShiftFactory.create(days=days), offer.person)
    assert _refusals(offer, shift) == _both(reason)
    loaded = factory.loaded(shift)
    assert queries.limits.passed_by(offer.person, loaded) == ([reason] if reason else [])


@pytest.mark.django_db
def test_the_week_is_tokyos_and_ends_on_sunday_night() -> None:
    offer = factories.OfferFactory.create(times_a_week=1)
    sunday = clock.at(TODAY + timedelta(days=2), time(22))
    factories.confirmed(factories.ShiftFactory.create(starts_at=sunday), offer.person)
    monday = factories.ShiftFactory.create(starts_at=clock.at(MONDAY, time(6)))
    before = factories.ShiftFactory.create(starts_at=clock.at(TODAY + timedelta(days=2), time(6)))
    assert (_refusals(offer, monday), _refusals(offer, before)) == (_both(""), _both(Reason.WEEK_LIMIT))


@pytest.mark.django_db
def test_what_one_left_counts_no_more() -> None:
    offer = factories.OfferFactory.create(times_a_week=1)
    factories.AssignmentFactory.create(
        shift=factories.ShiftFactory.create(days=4), person=offer.person, state="withdrawn", ended_at=NOW
    )
    assert _refusals(offer, _shift()) == _both("")


@pytest.mark.django_db
def test_limits_only_keep_suggestions_away_and_the_person_is_warned_and_decides() -> None:
    offer, shift = factories.OfferFactory.create(times_a_week=1), _shift()
    factories.confirmed(factories.ShiftFactory.create(days=4), offer.person)
    loaded = factory.loaded(shift)
    assert queries.limits.warnings_for(offer.person, loaded) == [
        "この活動に参加すると、ご自分で決めた1週間の上限を超えます。よろしければ、このまま応募できます。"
    ]
    assert actions.apply_for_shift(loaded, person=offer.person, by=offer.person, now=NOW).state == "confirmed"


@pytest.mark.django_db
def test_who_set_no_limit_is_not_warned() -> None:
    assert queries.limits.warnings_for(people.UserFactory.create(), _shift()) == []


# Standing ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "count"), [(394, 1), (395, 0)])
def test_an_offer_that_nobody_confirmed_for_a_year_and_a_month_rests_without_any_job(days: int, count: int) -> None:
    factories.OfferFactory.create(changed_at=NOW - timedelta(days=days))
    assert len(queries.matching.people_suggestions(factory.loaded(_shift()), now=NOW)) == count


@pytest.mark.django_db
def test_once_a_year_people_are_asked_whether_it_still_holds_and_answering_gives_another_year() -> None:
    offer = factories.OfferFactory.create(changed_at=NOW - timedelta(days=370))
    factories.OfferFactory.create(changed_at=NOW - timedelta(days=370), is_active=False)
    asked = [actions.offer_reminders.ask_about_offers(now=NOW) for _ in range(2)]
    notice = notices.Notice.objects.get()
    assert (asked, notice.user, notice.template) == ([1, 0], offer.person, "volunteers/offer_check")
    actions.offers.resume_offer(offer, by=offer.person, now=NOW)
    assert queries.offers.standing(models.Offer.objects.get(pk=offer.pk), now=NOW).until == NOW + timedelta(days=395)


@pytest.mark.django_db
def test_resting_hides_an_offer_and_resuming_shows_it() -> None:
    offer, shift = factories.OfferFactory.create(), factory.loaded(_shift())
    actions.offers.rest_offer(offer, by=offer.person, now=NOW)
    assert queries.matching.people_suggestions(shift, now=NOW) == []
    actions.offers.resume_offer(offer, by=offer.person, now=NOW)
    assert len(queries.matching.people_suggestions(shift, now=NOW)) == 1


@pytest.mark.django_db
def test_deleting_leaves_nothing_but_the_places() -> None:
    offer, shift = factories.OfferFactory.create(times=[(1, 9, 12)]), _shift()
    _away(offer, TODAY, TODAY)
    factory.held(offer.person, factory.SkillFactory.create())
    place = factories.confirmed(shift, offer.person)
    actions.offers.delete_offer(offer, by=offer.person, now=NOW)
    left = [
        model.objects.count() for model in (models.Offer, models.OfferTime, models.OfferException, models.HeldSkill)
    ]
    assert (left, models.Assignment.objects.get()) == ([0, 0, 0, 0], place)


# Saving --------------------------------------------------------------------------------------------------------------


def _plan(**given: object) -> actions.OfferPlan:
    return actions.OfferPlan(**{"fields": [], "districts": [], "times": [], **given})  # type: ignore[arg-type]


def _save(person: accounts.User, **given: object) -> models.Offer:
    return actions.save_offer(person, plan=_plan(**given), by=person, now=NOW)


@pytest.mark.django_db
def test_everything_that_was_told_is_kept_and_told_again_replaced() -> None:
    person, skill = people.UserFactory.create(), factory.SkillFactory.create()
    _save(
        person,
        times=[actions.OfferTimePlan(1, time(9), time(12)), actions.OfferTimePlan(1, time(18), time(20))],
        away=[actions.AwayPlan(TODAY, MONDAY)],
        also=[actions.AlsoPlan(MONDAY, time(9), time(11))],
        languages=["en"],
        skills=[skill],
        reach_steps=1,
        limits=Limits(2, 4, 240, 600),
    )
    offer = queries.matching.offer_of(person)
    assert offer is not None
    assert [(one.weekday, one.starts_at) for one in offer.times.all()] == [(1, time(9)), (1, time(18))]
    assert [(one.is_free, one.first, one.last) for one in offer.exceptions.all()] == [
        (False, TODAY, MONDAY),
        (True, MONDAY, MONDAY),
    ]
    assert (offer.languages, offer.reach_steps, queries.limits.limits_of(offer)) == (["en"], 1, Limits(2, 4, 240, 600))
    assert [one.skill for one in queries.held_skills.of(person)] == [skill]
    _save(person)
    assert models.OfferException.objects.count() == models.OfferTime.objects.count() == 0
    assert [one.skill for one in queries.held_skills.of(person)] == [skill]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"away": [actions.AwayPlan(MONDAY, TODAY)]}, errors.OfferDaysClash),
        ({"away": [actions.AwayPlan(TODAY, TODAY)] * 2}, errors.OfferDaysClash),
        ({"also": [actions.AlsoPlan(TODAY, time(12), time(9))]}, errors.OfferDaysClash),
        ({"also": [actions.AlsoPlan(TODAY, time(9), time(12))] * 2}, errors.OfferDaysClash),
        ({"limits": Limits(times_a_week=0)}, errors.OfferLimitUnclear),
        ({"limits": Limits(minutes_a_month=0)}, errors.OfferLimitUnclear),
        ({"words": "見本 本人です"}, errors.WordsTellWho),
        ({"words": "0294-00-0001へ"}, errors.WordsTellWho),
    ],
)
def test_what_an_offer_cannot_say_is_refused_and_nothing_is_kept(
    given: dict[str, object], refusal: type[errors.OfferDaysClash]
) -> None:
    person = people.UserFactory.create(name="見本 本人")
    with pytest.raises(refusal):
        _save(person, **given)
    assert models.Offer.objects.count() == 0


@pytest.mark.django_db
def test_to_be_asked_near_home_one_tells_where_home_is() -> None:
    person = people.UserFactory.create(district=None)
    with pytest.raises(errors.HomeDistrictNeeded):
        _save(person, reach_steps=1)
    assert _save(person).reach_steps is None


# What organisers see -------------------------------------------------------------------------------------------------


def _cards(shift: models.Shift, **wanted: object) -> list[queries.offers.Suggested]:
    by = factories.manager_of(shift.request)
    looked_for = queries.matching.Wanted(**wanted)  # type: ignore[arg-type]
    return actions.offers.read_offers(factory.loaded(shift), wanted=looked_for, by=by, now=NOW, most=30)


@pytest.mark.django_db
def test_an_organiser_sees_what_can_be_done_and_how_far() -> None:
    shift, skill = _shift(), factory.SkillFactory.create(name="救命講習")
    field = shift.request.field
    offer = factories.OfferFactory.create(
        fields=[field], times=[(1, 9, 12), (6, 13, 17)], languages=["en"], times_a_week=2, minutes_a_month=600
    )
    factory.held(offer.person, skill, until=MONDAY)
    (one,) = _cards(shift)
    assert one.card == queries.offers.Card(
        who="個人の方",
        fields=[field.name],
        times=["月曜日 9:00〜12:00", "土曜日 13:00〜17:00"],
        skills=[queries.offers.SkillMark("救命講習", True)],
        languages=["英語"],
        reach="市内",
        limits="週に2回まで、月に10時間まで",
        words="",
    )


@pytest.mark.django_db
def test_how_far_somebody_comes_does_not_say_where_they_live() -> None:
    home, near = factory.neighbours("a", "b")
    factories.OfferFactory.create(person__district=home, reach_steps=1)
    (one,) = _cards(_shift(district=near))
    assert one.card.reach == "この活動の場所の近く"


@pytest.mark.django_db
def test_a_proof_that_is_not_good_on_the_day_is_not_called_one() -> None:
    offer, skill = factories.OfferFactory.create(), factory.SkillFactory.create()
    factory.held(offer.person, skill, until=MONDAY - timedelta(days=1))
    (one,) = _cards(_shift())
    assert one.card.skills == [queries.offers.SkillMark(skill.name, False)]


@pytest.mark.django_db
def test_words_written_before_the_name_was_told_are_held_back() -> None:
    offer = factories.OfferFactory.create(words="花子です。草刈りができます。")
    accounts.User.objects.filter(pk=offer.person.pk).update(name="見本 花子")
    (one,) = _cards(_shift())
    assert one.card.words == ""


@pytest.mark.django_db
def test_every_look_is_written_down_where_the_person_finds_it() -> None:
    offers, shift = [factories.OfferFactory.create() for _ in range(2)], _shift()
    _cards(shift)
    looks = common.AuditEntry.objects.filter(kind="look", action="volunteers.offers", subject_code=shift.code)
    assert set(looks.values_list("about_code", flat=True)) == {one.person.code for one in offers}


@pytest.mark.django_db
def test_an_organiser_looks_for_kind_field_skill_language_and_headcount() -> None:
    shift, skill = _shift(), factory.SkillFactory.create()
    plain = factories.OfferFactory.create()
    able = factories.OfferFactory.create(fields=[shift.request.field], languages=["vi"])
    factory.stated(able.person, skill)
    party = factory.party_offer(headcount=6)
    wanted: list[tuple[dict[str, object], set[models.Offer]]] = [
        ({}, {plain, able, party}),
        ({"kind": "person"}, {plain, able}),
        ({"kind": "party"}, {party}),
        ({"field": shift.request.field}, {able}),
        ({"skill": skill}, {able}),
        ({"language": "vi"}, {able}),
        ({"headcount": 6}, {party}),
        ({"headcount": 7}, set()),
    ]
    found = [({one.found.offer for one in _cards(shift, **asked)}) for asked, _ in wanted]
    assert found == [expected for _, expected in wanted]


# Distances -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_steps_are_counted_over_borders_and_another_list_takes_the_place_of_the_first() -> None:
    factory.neighbours("a", "b", "c", "d")
    by_code = {
        (one.origin.code, one.other.code): one.steps
        for one in models.DistrictDistance.objects.select_related("origin", "other")
    }
    assert (by_code["a", "d"], by_code["d", "a"], by_code["b", "c"]) == (3, 3, 1)
    actions.distances.keep_neighbours([("a", "d")])
    assert models.DistrictDistance.objects.count() == 2


@pytest.mark.django_db
def test_steps_and_metres_stand_beside_each_other() -> None:
    factory.neighbours("a", "b")
    actions.distances.keep_metres({("a", "b"): 1_200})
    rows = models.DistrictDistance.objects.values_list("steps", "metres")
    assert list(rows) == [(1, 1_200), (1, 1_200)]
    actions.distances.keep_metres({})
    assert list(models.DistrictDistance.objects.values_list("steps", "metres")) == [(1, None), (1, None)]


@pytest.mark.django_db
def test_a_shift_far_ahead_is_judged_by_its_own_month() -> None:
    offer = factories.OfferFactory.create(times_a_month=1)
    factories.confirmed(factories.ShiftFactory.create(days=1), offer.person)
    june: datetime = clock.at(date(2026, 6, 1), time(10))
    assert _refusals(offer, factories.ShiftFactory.create(starts_at=june)) == _both("")
