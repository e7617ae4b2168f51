"""The city's list of skills, who says they have which, and what desks have seen of it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from backend.accounts import models as accounts
from backend.common import errors
from volunteers import models, rules


def skills() -> QuerySet[models.Skill]:
    """This function will list the skills that are in use, in the city's order."""
    return models.Skill.objects.filter(is_retired=False).order_by("position", "pk")


def all_skills() -> QuerySet[models.Skill]:
    """This function will list every skill, those in use first."""
    return models.Skill.objects.order_by("is_retired", "position", "pk")


def provable() -> QuerySet[models.Skill]:
    """This function will list the skills in use of which there is a paper to be seen."""
    return skills().exclude(paper="")


def open_to(offer: models.Offer | None) -> QuerySet[models.Skill]:
    """This function will list the skills that somebody can name: those in use, and what they have named before."""
    named = [one.skill_id for one in offer.person.held_skills.all()] if offer else []
    return models.Skill.objects.filter(Q(is_retired=False) | Q(pk__in=named)).order_by("position", "pk")


def skill(code: str) -> models.Skill:
    """This function will give the skill with a code."""
    found = models.Skill.objects.filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def names(codes: Iterable[str]) -> list[str]:
    """This function will name skills by their codes, in the city's order."""
    wanted = list(codes)
    return [one.name for one in all_skills().filter(code__in=wanted)] if wanted else []


def of(person: accounts.User) -> QuerySet[models.HeldSkill]:
    """This function will list what a person says they can do, with what desks have seen of it."""
    held = models.HeldSkill.objects.filter(person=person).select_related("skill", "confirmed_by")
    return held.order_by("skill__position", "pk")


def held(code: str) -> models.HeldSkill:
    """This function will give what somebody holds, by its code."""
    found = models.HeldSkill.objects.select_related("skill", "person__district").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def to_remind(today: date) -> QuerySet[models.HeldSkill]:
    """This function will list the proofs that run out within the longest reminder's days."""
    last = today + timedelta(days=max(rules.offers.REMINDED_BEFORE))
    due = Q(reminded_days__isnull=True) | Q(reminded_days__gt=min(rules.offers.REMINDED_BEFORE))
    return models.HeldSkill.objects.filter(due, valid_until__gte=today, valid_until__lte=last).order_by("pk")
