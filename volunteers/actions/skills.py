from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from backend.accounts import models as accounts
from backend.common import audit, clock, codes, errors, retries
from volunteers import errors as refusals
from volunteers import models
from volunteers.actions import _offer_notices

UNPROVED = {"proof": "", "valid_from": None, "valid_until": None, "confirmed_by": None, "confirmed_at": None}


@transaction.atomic
def state_skills(person: accounts.User, *, skills: Sequence[models.Skill], by: accounts.User, now: datetime) -> None:
    """This function will keep what a person says they can do; what they leave out goes with its proof."""
    held = set(models.HeldSkill.objects.filter(person=person).values_list("skill", flat=True))
    said = {skill.pk for skill in skills}
    models.HeldSkill.objects.filter(person=person).exclude(skill__in=said).delete()
    models.HeldSkill.objects.bulk_create(
        [models.HeldSkill(person=person, skill_id=pk, stated_at=now) for pk in sorted(said - held)],
        ignore_conflicts=True,
    )
    if said != held:
        audit.record("volunteers.state-skills", by=by, about=person, subject=person.code, now=now, skills=len(said))


@retries.on_conflict
def confirm_skill(
    person: accounts.User,
    *,
    skill: models.Skill,
    proof: str,
    by: accounts.User,
    now: datetime,
    valid_from: date | None = None,
    valid_until: date | None = None,
    center_code: str = "",
) -> models.HeldSkill:
    """This function will write down that a desk saw proof of a skill: which kind of paper, and until when it is good.

    No number and no copy is kept; what was seen before gives way to it. Raises OwnSkill, NothingToProve, ProofUnclear.
    """
    _refuse_proof(skill, valid_until, now)
    seen = {
        "proof": proof,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "confirmed_by": by,
        "confirmed_at": now,
        "center_code": center_code,
        "reminded_days": None,
    }
    with errors.translated(), transaction.atomic():
        held, _ = models.HeldSkill.objects.update_or_create(
            person=person, skill=skill, defaults=seen, create_defaults=seen | {"stated_at": now}
        )
        _record("volunteers.confirm-skill", held, by, now, proof=proof, until=str(valid_until or ""))
        _offer_notices.tell_of_skill(held, "skill_confirmed", now=now)
    return held


def _refuse_proof(skill: models.Skill, valid_until: date | None, now: datetime) -> None:
    if not skill.paper:
        raise refusals.NothingToProve(skill=skill.name)
    if valid_until is not None and valid_until < clock.date_of(now):
        raise refusals.ProofUnclear


@transaction.atomic
def withdraw_skill_confirmation(
    held: models.HeldSkill, *, reason: str, by: accounts.User, now: datetime
) -> models.HeldSkill:
    """This function will take back that proof was seen, for a reason that the holder reads; the statement stays."""
    for name, nothing in UNPROVED.items():
        setattr(held, name, nothing)
    held.save(update_fields=list(UNPROVED))
    _record("volunteers.withdraw-skill", held, by, now, reason=reason)
    _offer_notices.tell_of_skill(held, "skill_withdrawn", now=now, reason=reason)
    return held


def _record(action: str, held: models.HeldSkill, by: accounts.User, now: datetime, **detail: str) -> None:
    audit.record(
        action,
        by=by,
        about=held.person,
        subject=held.code,
        center_code=held.center_code,
        now=now,
        skill=held.skill.code,
        **detail,
    )


def add_skill(*, name: str, paper: str, by: accounts.User, now: datetime) -> models.Skill:
    """This function will add a skill at the end of the city's list. Raises SkillNameTaken."""
    with errors.translated(), transaction.atomic():
        last = models.Skill.objects.aggregate(last=Max("position"))["last"] or 0
        code = f"skill-{codes.random_part(6).lower()}"
        made = models.Skill.objects.create(code=code, name=name, paper=paper, position=last + 1)
        audit.record("volunteers.add-skill", by=by, subject=made.code, now=now, name=name)
    return made


@transaction.atomic
def retire_skill(skill: models.Skill, *, is_retired: bool, by: accounts.User, now: datetime) -> models.Skill:
    """This function will take a skill off the list of those that are asked for, or put it back."""
    skill.is_retired = is_retired
    skill.save(update_fields=["is_retired"])
    audit.record("volunteers.retire-skill", by=by, subject=skill.code, now=now, is_retired=is_retired)
    return skill
