from typing import ClassVar

from django.db import models


class Municipality(models.Model):
    """A city that runs the service (市、自治体); `code` is its six-digit public code as text."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="municipality_code_is_six_digits", condition=models.Q(code__regex=r"^[0-9]{6}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A school district (学区・地区) of a municipality; `center_code` names the center that serves it, if known."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    kana = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    center_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name
