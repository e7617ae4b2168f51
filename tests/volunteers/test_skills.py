"""Skills: what people say, what a desk sees of it, and requests that ask for proof."""

from datetime import date, timedelta

import pytest

from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries
from volunteers.rules import conditions

Reason = enums.Reason
DAY = timedelta(days=1)
# The day of the shifts, three days from now.
SHIFT_DAY = TODAY + 3 * DAY


def _asking(skill: models.Skill) -> models.Shift:
    request = factories.RequestFactory.create(
        certificate=skill.name, certificate_skill=skill, certificate_reason="見本の作業のため"
    )
    return factory.loaded(factories.ShiftFactory.create(request=request))


def _confirm(person: object, skill: models.Skill, **given: object) -> models.HeldSkill:
    desk = people.staff_of("kuji")
    seen = {"proof": enums.SkillProof.LICENCE, "center_code": "kuji", "by": desk, "now": NOW, **given}
    return actions.skills.confirm_skill(person, skill=skill, **seen)  # type: ignore[arg-type]


# Proof ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_desk_writes_down_what_it_saw_and_the_person_hears_of_it() -> None:
    person, skill = people.UserFactory.create(), factory.SkillFactory.create()
    held = _confirm(person, skill, valid_until=date(2027, 5, 1))
    entry = common.AuditEntry.objects.get(action="volunteers.confirm-skill")
    assert (held.proof, held.valid_until, held.confirmed_at) == ("licence", date(2027, 5, 1), NOW)
    assert (entry.about_code, entry.center_code, entry.detail) == (
        person.code,
        "kuji",
        {"skill": skill.code, "proof": "licence", "until": "2027-05-01"},
    )
    assert notices.Notice.objects.get(user=person).template == "volunteers/skill_confirmed"


@pytest.mark.django_db
def test_a_renewed_paper_takes_the_place_of_the_one_before_and_is_reminded_of_anew() -> None:
    person, skill = people.UserFactory.create(), factory.SkillFactory.create()
    before = factory.held(person, skill, until=TODAY)
    models.HeldSkill.objects.update(reminded_days=14)
    after = _confirm(person, skill, valid_until=date(2028, 5, 1))
    assert (after.pk, after.valid_until, after.reminded_days) == (before.pk, date(2028, 5, 1), None)


@pytest.mark.django_db
def test_nobody_confirms_their_own_also_past_the_door() -> None:
    desk, skill = people.staff_of("kuji"), factory.SkillFactory.create()
    with pytest.raises(errors.OwnSkill):
        _confirm(desk, skill, by=desk)
    assert models.HeldSkill.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("paper", "dates", "refusal"),
    [
        ("", {}, errors.NothingToProve),
        ("見本証", {"valid_until": TODAY - DAY}, errors.ProofUnclear),
        ("見本証", {"valid_from": TODAY + 9 * DAY, "valid_until": TODAY + DAY}, errors.ProofUnclear),
    ],
)
def test_what_cannot_be_proved_is_not_confirmed(
    paper: str, dates: dict[str, date], refusal: type[errors.ProofUnclear]
) -> None:
    with pytest.raises(refusal):
        _confirm(people.UserFactory.create(), factory.SkillFactory.create(paper=paper), **dates)


@pytest.mark.django_db
def test_a_confirmation_by_mistake_is_taken_back_with_a_reason_and_the_statement_stays() -> None:
    held = factory.held(people.UserFactory.create(), factory.SkillFactory.create(), until=TODAY + DAY)
    actions.skills.withdraw_skill_confirmation(held, reason="別の方の書類でした", by=people.staff_of("kuji"), now=NOW)
    kept = models.HeldSkill.objects.get()
    assert (kept.is_confirmed, kept.proof, kept.valid_until, kept.confirmed_by) == (False, "", None, None)
    assert "別の方の書類でした" in notices.Notice.objects.get(user=held.person).body


@pytest.mark.django_db
def test_what_a_person_leaves_out_goes_with_its_proof_and_the_rest_stays() -> None:
    person = people.UserFactory.create()
    keeps, leaves, new = (factory.SkillFactory.create() for _ in range(3))
    factory.held(person, keeps)
    factory.held(person, leaves)
    actions.skills.state_skills(person, skills=[keeps, new], by=person, now=NOW)
    assert [(one.skill, one.is_confirmed) for one in queries.held_skills.of(person)] == [(keeps, True), (new, False)]


@pytest.mark.django_db
def test_before_a_proof_runs_out_its_holder_hears_of_it_at_sixty_and_fourteen_days() -> None:
    held = factory.held(people.UserFactory.create(), factory.SkillFactory.create(), until=TODAY + 60 * DAY)
    runs = [actions.offer_reminders.remind_of_proofs(now=NOW + days * DAY) for days in (-1, 0, 1, 45, 46, 47, 60, 61)]
    assert runs == [0, 1, 0, 0, 1, 0, 0, 0]
    assert notices.Notice.objects.filter(user=held.person, template="volunteers/skill_expiring").count() == 2


# Requests that ask for proof -----------------------------------------------------------------------------------------


def _judged(offer: models.Offer, shift: models.Shift) -> set[str]:
    """This function will give the refusal as each side is judged in SQL, and by the pure rules."""
    told = queries.matching.detailed().get(pk=offer.pk)
    for_person = queries.matching.judged_shifts(told, now=NOW).get(pk=shift.pk)
    for_shift = queries.matching.judged_offers(shift, now=NOW).get(pk=offer.pk)
    standing = queries.people.standing(offer.person, shift)
    pure = conditions.ineligibility(standing, queries.people.conditions(shift.request, now=NOW))
    return {for_person.refusal, for_shift.refusal, str(pure or "")}  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "reason"),
    [
        (None, None, ""),
        (None, SHIFT_DAY, ""),
        (None, SHIFT_DAY - DAY, Reason.SKILL_UNCONFIRMED),
        (SHIFT_DAY, None, ""),
        (SHIFT_DAY + DAY, None, Reason.SKILL_UNCONFIRMED),
    ],
)
def test_proof_must_be_good_on_the_day_of_the_activity(since: date | None, until: date | None, reason: str) -> None:
    offer, skill = factories.OfferFactory.create(), factory.SkillFactory.create()
    factory.held(offer.person, skill, since=since, until=until)
    assert _judged(offer, _asking(skill)) == {reason}


@pytest.mark.django_db
def test_saying_so_is_no_proof_and_another_skill_is_none_either() -> None:
    offer, skill = factories.OfferFactory.create(), factory.SkillFactory.create()
    factory.stated(offer.person, skill)
    factory.held(offer.person, factory.SkillFactory.create())
    factory.held(people.UserFactory.create(), skill)
    assert _judged(offer, _asking(skill)) == {Reason.SKILL_UNCONFIRMED}


@pytest.mark.django_db
def test_who_has_proof_joins_without_saying_anything_and_who_has_none_is_told_where_to_show_it() -> None:
    skill = factory.SkillFactory.create()
    shift, able, other = _asking(skill), people.UserFactory.create(), people.UserFactory.create()
    factory.held(able, skill)
    assert actions.apply_for_shift(shift, person=able, by=able, now=NOW).state == "confirmed"
    with pytest.raises(errors.SkillUnconfirmed) as refused:
        actions.apply_for_shift(shift, person=other, by=other, now=NOW, stated=["certificate"])
    assert "交流センターの窓口で書類をお見せください" in refused.value.sentence


@pytest.mark.django_db
def test_a_certificate_in_words_alone_is_stated_as_before() -> None:
    request = factories.RequestFactory.create(certificate="見本免許", certificate_reason="見本のため")
    shift, person = factory.loaded(factories.ShiftFactory.create(request=request)), people.UserFactory.create()
    assert queries.people.asked_of(person, shift) == [enums.Condition.CERTIFICATE]
    assert queries.people.asked_of(person, _asking(factory.SkillFactory.create())) == []
    with pytest.raises(errors.CertificateUnconfirmed):
        actions.apply_for_shift(shift, person=person, by=person, now=NOW)
    assert actions.apply_for_shift(shift, person=person, by=person, now=NOW, stated=["certificate"]).is_confirmed


@pytest.mark.django_db
def test_a_request_that_names_a_skill_carries_its_name() -> None:
    skill = factory.SkillFactory.create(name="見本免許")
    organisation = people.OrganisationFactory.create()
    plan = actions.RequestPlan(
        title="見本の募集",
        field=factories.FieldFactory.create(),
        tasks="見本の作業をします。",
        meeting_point="見本の駐車場",
        certificate_skill=skill,
        certificate_reason="見本の作業のため",
        wanted_skills=(skill.code,),
        languages=("en",),
    )
    shifts = [actions.ShiftPlan(factories.morning(3), factories.morning(3) + timedelta(hours=1), "見本", 3)]
    made = actions.post_request(organisation, plan=plan, shifts=shifts, by=people.UserFactory.create(), now=NOW)
    kept = models.Request.objects.get(pk=made.pk)
    assert (kept.certificate, kept.certificate_skill, kept.wanted_skills, kept.languages) == (
        "見本免許",
        skill,
        [skill.code],
        ["en"],
    )


# The city's list -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_city_adds_to_its_list_and_no_name_stands_there_twice() -> None:
    city = people.city_official()
    first = actions.skills.add_skill(name="見本免許", paper="免許証", by=city, now=NOW)
    second = actions.skills.add_skill(name="見本講習", paper="", by=city, now=NOW)
    assert [first, second] == list(queries.held_skills.skills())
    with pytest.raises(errors.SkillNameTaken):
        actions.skills.add_skill(name="見本免許", paper="", by=city, now=NOW)


@pytest.mark.django_db
def test_what_is_retired_is_asked_of_nobody_new_and_stays_with_who_has_it() -> None:
    skill, offer = factory.SkillFactory.create(), factories.OfferFactory.create()
    factory.held(offer.person, skill)
    actions.skills.retire_skill(skill, is_retired=True, by=people.city_official(), now=NOW)
    told = queries.matching.offer_of(offer.person)
    assert (list(queries.held_skills.open_to(None)), list(queries.held_skills.open_to(told))) == ([], [skill])
    assert _judged(offer, _asking(skill)) == {""}
