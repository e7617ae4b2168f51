import functools
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from volunteers import enums

held_skill_code = functools.partial(codes.new, "k")


class Skill(models.Model):
    """Something that people can do (できること・資格) such as 普通自動車免許, in the city's own list.

    `paper` names what a desk looks at; where it is empty there is nothing to be confirmed. What is retired stays with
    those who hold it, and nobody new is asked.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    paper = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="skill_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class HeldSkill(models.Model):
    """A skill that a person says they have, and what a desk saw of it: which kind of paper, and until when it is good.

    No number and no copy of the paper is kept. `reminded_days` is the last reminder that went out before the end.
    """

    code = models.CharField(max_length=16, unique=True, default=held_skill_code, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="held")
    stated_at = models.DateTimeField()
    proof = models.CharField(max_length=12, choices=enums.SkillProof.choices, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    center_code = models.CharField(max_length=40, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "skill"], name="held_skill_once"),
            models.CheckConstraint(
                name="held_skill_confirmed_by_somebody_who_saw_something",
                condition=Q(
                    confirmed_by__isnull=True, confirmed_at__isnull=True, proof="", valid_from=None, valid_until=None
                )
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & Q(proof__in=["licence", "completion", "registration", "other"])
                ),
            ),
            models.CheckConstraint(
                name="held_skill_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
            ),
            models.CheckConstraint(
                name="held_skill_is_valid_some_day",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["valid_until"], condition=Q(valid_until__isnull=False), name="held_skill_by_end"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_confirmed(self) -> bool:
        """This function will tell whether a desk has seen proof."""
        return self.confirmed_at is not None

    def counts_on(self, day: date) -> bool:
        """This function will tell whether the proof is good on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.is_confirmed and begun and (self.valid_until is None or day <= self.valid_until)
