from typing import ClassVar

from django.db import models

from backend.accounts import models as accounts


class Host(models.Model):
    """That an organisation is a center or, with an empty code, the city: its own staff act for it, without a list."""

    organisation = models.OneToOneField(accounts.Organisation, on_delete=models.CASCADE, related_name="host")
    center_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["center_code"], name="host_once_per_center")]

    def __str__(self) -> str:
        return self.center_code or self.organisation.name
