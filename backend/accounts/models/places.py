from typing import ClassVar

from django.db import models


class Municipality(models.Model):
    """A city that runs the service (市、自治体); `code` is its six-digit public code as text.

    From the day `renewal_month`/`renewal_day` of a fiscal year on, a group registers for the next one: by default from
    1 February. A day that the month lacks, such as 29 February, is its last.
    """

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    renewal_month = models.PositiveSmallIntegerField(default=2)
    renewal_day = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="municipality_renewal_opens_on_a_day",
                condition=models.Q(renewal_month__range=(1, 12), renewal_day__range=(1, 31)),
            ),
            models.CheckConstraint(
                name="municipality_code_is_six_digits", condition=models.Q(code__regex=r"^[0-9]{6}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def renewal_opens(self) -> tuple[int, int]:
        """This function will give month and day from which groups register for the next fiscal year."""
        return self.renewal_month, self.renewal_day


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
