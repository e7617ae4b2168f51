"""Groups and organisations that come with several people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.common import errors as common
from backend.common import models as audit_models
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.offers import NOW
from volunteers import actions, enums, errors, models, queries

State = enums.AssignmentState
SAID = "全員が18歳以上です"


def _invite(shift: models.Shift, offer: models.Offer, people_asked: int = 4) -> models.Assignment:
    loaded = factory.loaded(shift)
    handle = queries.matching.handle_of(loaded, offer)
    by = factories.manager_of(shift.request)
    made = actions.parties.invite_offer(loaded, handle=handle, people=people_asked, by=by, now=NOW)
    return queries.parties.detailed().get(pk=made.pk)


def _taken(shift: models.Shift) -> int:
    shift.refresh_from_db()
    return shift.taken


# Offering ------------------------------------------------------------------------------------------------------------


def _save(party: queries.offers.Party, by: accounts.User, **of: object) -> models.Offer:
    plan = actions.OfferPlan(fields=[], districts=[], times=[])
    told = actions.PartyPlan(**{"headcount": 8, "frequency": "monthly", **of})  # type: ignore[arg-type]
    return actions.offers.save_party_offer(party, plan=plan, of=told, by=by, now=NOW)


@pytest.mark.django_db
def test_a_group_and_an_organisation_offer_beside_what_their_contact_does_alone() -> None:
    person = people.UserFactory.create()
    group = people.GroupFactory.create(representative=person)
    club = people.OrganisationFactory.create(manager=person)
    actions.save_offer(person, plan=actions.OfferPlan(fields=[], districts=[], times=[]), by=person, now=NOW)
    for party in (group, club, group):
        _save(party, person)
    told = {(one.kind, one.party, one.headcount, one.times_a_month) for one in models.Offer.objects.all()}
    assert told == {("person", None, 1, None), ("group", group, 8, 1), ("organisation", club, 8, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize("headcount", [0, 1000])
def test_a_party_of_nobody_or_of_thousands_is_refused(headcount: int) -> None:
    person = people.UserFactory.create()
    with pytest.raises(errors.HeadcountUnclear):
        _save(people.GroupFactory.create(representative=person), person, headcount=headcount)


@pytest.mark.django_db
def test_only_those_who_answer_for_a_party_have_it() -> None:
    representative, deputy, member = (people.UserFactory.create() for _ in range(3))
    group = people.GroupFactory.create(representative=representative)
    people.GroupMemberFactory.create(group=group, user=deputy, role="deputy")
    people.GroupMemberFactory.create(group=group, user=member)
    club = people.OrganisationFactory.create(manager=representative)
    people.OrganisationMemberFactory.create(organisation=club, user=member, role="member")
    pending = people.OrganisationFactory.create(manager=representative, pending=True)
    assert [queries.offers.parties_of(one) for one in (representative, deputy, member)] == [[group, club], [group], []]
    assert pending not in queries.offers.parties_of(representative)


@pytest.mark.django_db
def test_an_organiser_sees_the_kind_and_the_number_and_no_name() -> None:
    shift, offer = factories.ShiftFactory.create(capacity=3), factory.party_offer(headcount=12, organisation=True)
    by = factories.manager_of(shift.request)
    (one,) = actions.offers.read_offers(
        factory.loaded(shift), wanted=queries.matching.Wanted(), by=by, now=NOW, most=30
    )
    assert (one.card.who, one.most, one.card.limits) == ("企業（12人まで）", 3, "回数は決めていない")
    assert str(offer.organisation) not in str(one.card)


@pytest.mark.django_db
def test_a_partys_limit_counts_what_it_did_and_not_what_its_contact_did_alone() -> None:
    offer = factory.party_offer(times_a_month=1)
    factories.confirmed(factories.ShiftFactory.create(days=1), offer.person)
    shift = factories.ShiftFactory.create(days=4)

    def refusal() -> str:
        judged = queries.matching.judged_offers(factory.loaded(shift), now=NOW).get(pk=offer.pk)
        return judged.refusal  # type: ignore[attr-defined,no-any-return]

    before = refusal()
    factory.comes(factory.party_invited(factories.ShiftFactory.create(days=8), offer), by=offer.person)
    assert (before, refusal()) == ("", enums.Reason.MONTH_LIMIT)


# Inviting ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_invitation_goes_to_all_who_answer_and_takes_no_place_yet() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    deputy = people.GroupMemberFactory.create(group=offer.group, role="deputy").user
    made = _invite(shift, offer)
    told = notices.Notice.objects.filter(template="volunteers/party_invitation")
    assert (made.state, made.places, made.party.asked, _taken(shift)) == (State.INVITED, 4, 4, 0)
    assert {one.user for one in told} == {offer.person, deputy}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "refusal"),
    [(0, errors.PartySizeUnclear), (7, errors.PartySizeUnclear), (6, errors.PartyTooLarge), (5, None)],
)
def test_no_more_are_asked_than_a_party_offers_and_there_is_room_for(
    asked: int, refusal: type[errors.PartyTooLarge] | None
) -> None:
    shift, offer = factories.ShiftFactory.create(capacity=5), factory.party_offer(headcount=6)
    if refusal is None:
        assert _invite(shift, offer, asked).places == asked
        return
    with pytest.raises(refusal):
        _invite(shift, offer, asked)
    assert models.Assignment.objects.count() == 0


@pytest.mark.django_db
def test_a_party_is_asked_once_for_a_shift() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    _invite(shift, offer)
    with pytest.raises(errors.NotSuggested):
        _invite(shift, offer)


@pytest.mark.django_db
def test_a_persons_handle_invites_that_person() -> None:
    shift, offer = factories.ShiftFactory.create(), factories.OfferFactory.create()
    loaded = factory.loaded(shift)
    handle = queries.matching.handle_of(loaded, offer)
    made = actions.parties.invite_offer(loaded, handle=handle, by=factories.manager_of(shift.request), now=NOW)
    assert (made.person, made.places, models.Party.objects.count()) == (offer.person, 1, 0)


# Coming --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("coming", [1, 3, 4, 6])
def test_as_many_places_are_taken_as_come(coming: int) -> None:
    shift, offer = factories.ShiftFactory.create(capacity=6), factory.party_offer(headcount=6)
    made = _invite(shift, offer)
    done = actions.parties.accept_for_party(made, coming=coming, by=offer.person, now=NOW, declaration=SAID)
    assert (done.state, done.places, _taken(shift)) == (State.CONFIRMED, coming, coming)


@pytest.mark.django_db
def test_whoever_says_yes_leads_them_and_the_organisers_read_the_name_now() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    deputy = people.UserFactory.create()
    people.GroupMemberFactory.create(group=offer.group, user=deputy, role="deputy")
    made = _invite(shift, offer)
    told = notices.Notice.objects.filter(user__organisation_memberships__organisation=shift.request.organisation)
    before = told.count()
    done = actions.parties.accept_for_party(made, coming=2, by=deputy, now=NOW, declaration=SAID)
    assert (done.person, before) == (deputy, 0)
    assert f"「{offer.group}」が2人で参加します" in told.get().subject


@pytest.mark.django_db
def test_a_party_that_finds_no_room_hears_how_many_could_come_and_takes_none() -> None:
    shift, offer = factories.ShiftFactory.create(capacity=5), factory.party_offer()
    made = _invite(shift, offer)
    for _ in range(3):
        factories.confirmed(shift)
    with pytest.raises(errors.PartyTooLarge) as refused:
        actions.parties.accept_for_party(made, coming=3, by=offer.person, now=NOW, declaration=SAID)
    assert (refused.value.data["free"], _taken(shift)) == (2, 3)
    assert actions.parties.accept_for_party(made, coming=2, by=offer.person, now=NOW, declaration=SAID).is_confirmed
    assert _taken(shift) == 5


@pytest.mark.django_db
def test_who_waits_in_line_comes_before_a_party() -> None:
    shift, offer = factories.ShiftFactory.create(capacity=4), factory.party_offer(headcount=4)
    made = _invite(shift, offer)
    waiting = factories.waiting(shift)
    with pytest.raises(errors.PartyTooLarge):
        actions.parties.accept_for_party(made, coming=4, by=offer.person, now=NOW, declaration=SAID)
    actions.parties.accept_for_party(made, coming=3, by=offer.person, now=NOW, declaration=SAID)
    waiting.refresh_from_db()
    assert (waiting.state, _taken(shift)) == (State.OFFERED, 4)


@pytest.mark.django_db
def test_a_party_does_not_wait_for_a_place_that_was_kept_too_long() -> None:
    shift, offer = factories.ShiftFactory.create(capacity=4), factory.party_offer(headcount=4)
    made = _invite(shift, offer)
    factories.offered(shift)
    models.Assignment.objects.filter(state=State.OFFERED).update(answer_due_at=NOW)
    done = actions.parties.accept_for_party(made, coming=4, by=offer.person, now=NOW, declaration=SAID)
    assert (done.state, _taken(shift)) == (State.CONFIRMED, 4)


@pytest.mark.django_db
def test_what_a_party_is_asked_is_not_answered_by_an_application_of_its_contact() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    made = _invite(shift, offer)
    with pytest.raises(errors.AlreadyApplied):
        actions.apply_for_shift(shift, person=offer.person, by=offer.person, now=NOW)
    with pytest.raises(errors.AlreadyApplied):
        actions.accept(made, by=offer.person, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.places, _taken(shift)) == (State.INVITED, 4, 0)


@pytest.mark.django_db
def test_an_answer_is_given_once_and_in_time() -> None:
    shift, offer = factories.ShiftFactory.create(days=9), factory.party_offer()
    made = _invite(shift, offer)
    late = NOW + timedelta(days=8)
    with pytest.raises(errors.InvitationOver):
        actions.parties.accept_for_party(made, coming=2, by=offer.person, now=late, declaration=SAID)
    actions.parties.accept_for_party(made, coming=2, by=offer.person, now=NOW, declaration=SAID)
    with pytest.raises(errors.AssignmentChanged):
        actions.parties.accept_for_party(made, coming=2, by=offer.person, now=NOW, declaration=SAID)


@pytest.mark.django_db
@pytest.mark.parametrize(("coming", "taken"), [(1, 1), (2, 2), (5, 5)])
def test_a_party_grows_and_shrinks_while_there_is_room(coming: int, taken: int) -> None:
    shift, offer = factories.ShiftFactory.create(capacity=5), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    actions.parties.change_party(made, coming=coming, by=offer.person, now=NOW, declaration=SAID)
    assert (models.Assignment.objects.get(pk=made.pk).places, _taken(shift)) == (coming, taken)


@pytest.mark.django_db
def test_what_a_shrinking_party_gives_back_is_offered_to_the_line() -> None:
    shift, offer = factories.ShiftFactory.create(capacity=3), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    waiting = factories.waiting(shift)
    actions.parties.change_party(made, coming=2, by=offer.person, now=NOW, declaration=SAID)
    waiting.refresh_from_db()
    assert (waiting.state, _taken(shift)) == (State.OFFERED, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("coming", "refusal"), [(0, errors.PartySizeUnclear), (7, errors.PartySizeUnclear), (6, errors.PartyTooLarge)]
)
def test_a_party_does_not_grow_past_its_offer_or_the_room(coming: int, refusal: type[errors.PartyTooLarge]) -> None:
    shift, offer = factories.ShiftFactory.create(capacity=5), factory.party_offer(headcount=6)
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    with pytest.raises(refusal):
        actions.parties.change_party(made, coming=coming, by=offer.person, now=NOW, declaration=SAID)
    assert _taken(shift) == 3


@pytest.mark.django_db
def test_once_it_has_begun_a_party_stays_as_it_is() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    with pytest.raises(errors.ShiftStarted):
        actions.parties.change_party(made, coming=2, by=offer.person, now=NOW + timedelta(days=4), declaration=SAID)


@pytest.mark.django_db
def test_a_party_that_withdraws_gives_back_all_its_places() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    actions.withdraw(made, by=offer.person, now=NOW)
    assert _taken(shift) == 0


@pytest.mark.django_db
def test_a_shift_that_is_called_off_tells_the_party_and_frees_its_places() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    actions.call_off_shift(factory.loaded(shift), by=factories.manager_of(shift.request), reason="雨", now=NOW)
    assert (models.Assignment.objects.get(pk=made.pk).state, _taken(shift)) == (State.CALLED_OFF, 0)
    assert notices.Notice.objects.filter(user=offer.person, template="volunteers/called_off").count() == 1


@pytest.mark.django_db
def test_whose_places_they_are_stays_known_when_the_offer_is_deleted() -> None:
    shift, offer = factories.ShiftFactory.create(), factory.party_offer()
    made = factory.comes(_invite(shift, offer, 3), by=offer.person, coming=3)
    actions.offers.delete_offer(offer, by=offer.person, now=NOW)
    kept = queries.parties.detailed().get(pk=made.pk)
    assert (kept.party.offer, kept.party.name, kept.places) == (None, offer.group.name, 3)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_database_lets_nobody_but_a_known_party_fill_several_places() -> None:
    place = factories.confirmed(factories.ShiftFactory.create())
    with pytest.raises(errors.CONSTRAINTS["assignment_party_within_limit"]), common.translated():
        models.Assignment.objects.filter(pk=place.pk).update(places=2)


# What they have done -------------------------------------------------------------------------------------------------


LATER = NOW + timedelta(days=4)


def _came() -> models.Assignment:
    made = factory.party_invited(factories.ShiftFactory.create(capacity=10), factory.party_offer(headcount=8))
    place = factory.comes(made, by=made.person)
    factories.AttendanceFactory.create(assignment=place)
    return queries.parties.detailed().get(pk=place.pk)


def _count(place: models.Assignment, present: int, *, contact_came: bool = True) -> models.Party:
    by = place.shift.request.posted_by
    return actions.count_party(place, present=present, contact_came=contact_came, by=by, now=NOW)


def _records(place: models.Assignment) -> list[queries.parties.Record]:
    assert place.party.group is not None
    return queries.parties.records_of(place.party.group)


def _approve(place: models.Assignment) -> models.Attendance:
    by = factories.manager_of(place.shift.request)
    return actions.approve_hours(place, by=by, now=LATER)


@pytest.mark.django_db
def test_a_partys_hours_are_people_times_time_and_end_with_the_approval() -> None:
    place = _came()
    _count(place, 3)
    approved = _approve(place)
    (record,) = _records(place)
    minutes = approved.approved_minutes or 0
    assert (record.activities, record.people, record.person_minutes) == (1, 3, 3 * minutes)
    assert queries.assignments.total_of(place.person).minutes == minutes
    by = factories.manager_of(place.shift.request)
    actions.withdraw_hours_approval(place, reason="人数を直します", by=by, now=LATER)
    assert _records(place) == []


@pytest.mark.django_db
def test_nobody_approves_a_party_that_was_not_counted() -> None:
    place = _came()
    with pytest.raises(errors.PartyUncounted):
        _approve(place)
    attendance = models.Attendance.objects.filter(assignment=place)
    with pytest.raises(IntegrityError, match="not counted"), transaction.atomic():
        attendance.update(approved_minutes=120, approved_by=place.person, approved_at=NOW)


@pytest.mark.django_db
def test_the_count_stands_while_the_hours_are_approved() -> None:
    place = _came()
    _count(place, 3)
    _approve(place)
    with pytest.raises(errors.PartyCountClosed):
        _count(place, 5)
    with pytest.raises(IntegrityError, match="before its hours are approved"), transaction.atomic():
        models.Party.objects.filter(pk=place.pk).update(present=99)


@pytest.mark.django_db
@pytest.mark.parametrize("present", [0, 1000])
def test_a_count_of_nobody_or_of_thousands_is_refused(present: int) -> None:
    with pytest.raises(errors.PartyCountUnclear):
        _count(_came(), present)


@pytest.mark.django_db
def test_a_party_that_was_not_checked_in_is_not_counted() -> None:
    shift = factories.ShiftFactory.create()
    made = factory.party_invited(shift, factory.party_offer())
    place = factory.comes(made, by=made.person)
    with pytest.raises(errors.NotCheckedIn):
        _count(place, 3)


@pytest.mark.django_db
def test_points_go_to_the_contact_only_when_they_were_there() -> None:
    ledger.rule(per_unit=Decimal(10))
    there, away = _came(), _came()
    _count(there, 3)
    _count(away, 3, contact_came=False)
    assert (_approve(there).points > 0, _approve(away).points) == (True, 0)
    assert queries.assignments.total_of(away.person).minutes == 0
    (record,) = _records(away)
    assert record.people == 3
    with pytest.raises(IntegrityError, match="not there"), transaction.atomic():
        models.Attendance.objects.filter(assignment=away).update(posting_code="p-SAMPLE", points=12)


@pytest.mark.django_db
def test_everybody_who_answers_hears_of_the_count_and_who_counted_is_written() -> None:
    place = _came()
    party = _count(place, 3)
    told = notices.Notice.objects.get(template="volunteers/party_counted")
    assert (told.user, "3人が来た" in told.body) == (place.person, True)
    assert (party.counted_by, party.counted_at) == (place.shift.request.posted_by, NOW)
    assert audit_models.AuditEntry.objects.get(action="volunteers.count-party").about_code == place.person.code


# Conditions ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_answers_says_how_all_meet_the_conditions_and_that_is_kept() -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(minimum_age=15))
    made = factory.party_invited(shift, factory.party_offer())
    with pytest.raises(errors.PartyUndeclared, match="15歳以上"):
        actions.parties.accept_for_party(made, coming=2, by=made.person, now=NOW, declaration=" ")
    actions.parties.accept_for_party(made, coming=2, by=made.person, now=NOW, declaration="名簿で年齢を確かめました")
    said = models.PartyDeclaration.objects.get()
    assert (said.people, said.conditions, said.words) == (
        2,
        "15歳以上、18歳未満の方は、保護者が同意していること",
        "名簿で年齢を確かめました",
    )
    assert (said.declared_by, said.declared_at) == (made.person, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(("least", "asked"), [(None, "18歳未満の方は、保護者が同意していること"), (18, "18歳以上")])
def test_who_answers_for_minors_says_that_their_guardians_consent(least: int | None, asked: str) -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(minimum_age=least))
    made = factory.party_invited(shift, factory.party_offer())
    with pytest.raises(errors.PartyUndeclared) as refused:
        actions.parties.accept_for_party(made, coming=2, by=made.person, now=NOW)
    assert f"（{asked}）" in refused.value.sentence
    actions.parties.accept_for_party(made, coming=2, by=made.person, now=NOW, declaration="保護者の同意書を集めました")
    assert models.PartyDeclaration.objects.get().conditions == asked


@pytest.mark.django_db
def test_more_people_are_spoken_for_anew_and_fewer_are_not() -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(minimum_age=15), capacity=9)
    made = factory.party_invited(shift, factory.party_offer())
    actions.parties.accept_for_party(made, coming=3, by=made.person, now=NOW, declaration="確かめました")
    actions.parties.change_party(made, coming=2, by=made.person, now=NOW)
    with pytest.raises(errors.PartyUndeclared):
        actions.parties.change_party(made, coming=4, by=made.person, now=NOW)
    actions.parties.change_party(made, coming=4, by=made.person, now=NOW, declaration="増えた方も確かめました")
    assert [one.people for one in models.PartyDeclaration.objects.order_by("pk")] == [3, 4]


def _grow(place: models.Assignment, *, places: int) -> None:
    """By hand, past every action."""
    with transaction.atomic():
        models.Assignment.objects.filter(pk=place.pk).update(places=places)
        models.Shift.objects.filter(pk=place.shift_id).update(taken=places)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("least", [None, 15])
def test_the_database_knows_no_party_of_which_nothing_was_said(least: int | None) -> None:
    shift = factories.ShiftFactory.create(request=factories.RequestFactory.create(minimum_age=least))
    made = factory.party_invited(shift, factory.party_offer())
    actions.parties.accept_for_party(made, coming=2, by=made.person, now=NOW, declaration="確かめました")
    with pytest.raises(IntegrityError, match="meet the conditions"):
        _grow(made, places=3)
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
        models.PartyDeclaration.objects.update(words="別のことば")
