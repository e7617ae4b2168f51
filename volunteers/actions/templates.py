from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import models, queries


@retries.on_conflict
def save_template(request: models.Request, *, name: str, by: accounts.User, now: datetime) -> models.RequestTemplate:
    """This function will keep a request as a template of its organisation, without its days.

    Raises TemplateNameTaken.
    """
    with errors.translated(), transaction.atomic():
        made = models.RequestTemplate.objects.create(
            organisation=request.organisation,
            name=name,
            sheet=queries.templates.sheet_of(request),
            saved_by=by,
            saved_at=now,
        )
        audit.record("volunteers.save-template", by=by, subject=made.code, now=now, request=request.code)
    return made


@retries.on_conflict
def discard_template(template: models.RequestTemplate, *, by: accounts.User, now: datetime) -> None:
    """This function will take a template away; what was written from it stays."""
    with transaction.atomic():
        audit.record("volunteers.discard-template", by=by, subject=template.code, now=now, name=template.name)
        template.delete()
