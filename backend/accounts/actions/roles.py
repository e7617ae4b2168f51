from datetime import datetime

from django.db import transaction

from backend.accounts import models
from backend.common import audit, errors


@transaction.atomic
def grant_role(
    person: models.User, *, kind: str, center_code: str = "", by: models.User | None, now: datetime
) -> models.StaffRole:
    """This function will give a person a role at a center, or for the city; `by` is None for the command line."""
    with errors.translated():
        role = models.StaffRole.objects.create(user=person, kind=kind, center_code=center_code)
    audit.record(
        "accounts.role_granted",
        by=by,
        about=person,
        subject=person.code,
        center_code=center_code,
        now=now,
        kind_of_role=kind,
    )
    return role


@transaction.atomic
def revoke_role(role: models.StaffRole, *, by: models.User | None, now: datetime) -> None:
    """This function will take a role away; the person's next request no longer has it."""
    audit.record(
        "accounts.role_revoked",
        by=by,
        about=role.user,
        subject=role.user.code,
        center_code=role.center_code,
        now=now,
        kind_of_role=role.kind,
    )
    role.delete()
