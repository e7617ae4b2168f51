from datetime import datetime

from django.db import transaction

from backend.accounts import enums, errors, models
from backend.common import announcements, audit
from backend.common import errors as common_errors

MANAGER = enums.OrganisationRole.MANAGER


def register_organisation(
    *,
    name: str,
    kana: str,
    kind: str,
    district: models.District | None,
    about: str,
    by: models.User,
    now: datetime,
) -> models.Organisation:
    """This function will register an organisation with `by` as its manager; the city reviews it."""
    with transaction.atomic(), common_errors.translated():
        organisation = models.Organisation.objects.create(
            name=name, kana=kana, kind=kind, district=district, about=about
        )
        models.OrganisationMember.objects.create(organisation=organisation, user=by, role=MANAGER)
        audit.record("accounts.organisation_registered", by=by, subject=organisation.code, now=now)
    return organisation


@transaction.atomic
def approve_organisation(organisation: models.Organisation, *, by: models.User, now: datetime) -> models.Organisation:
    """This function will let an organisation post requests."""
    fresh = _reviewed(organisation, enums.ReviewStatus.APPROVED, by, now)
    fresh.save()
    _announce(fresh, "accounts/organisation_approved", by, now)
    return fresh


@transaction.atomic
def refuse_organisation(
    organisation: models.Organisation, *, reason: str, by: models.User, now: datetime
) -> models.Organisation:
    """This function will refuse an organisation, for a reason which its managers are told."""
    if not reason.strip():
        raise errors.ReasonMissing
    fresh = _reviewed(organisation, enums.ReviewStatus.REFUSED, by, now)
    fresh.review_note = reason
    fresh.save()
    _announce(fresh, "accounts/organisation_refused", by, now)
    return fresh


def _reviewed(
    organisation: models.Organisation, status: enums.ReviewStatus, by: models.User, now: datetime
) -> models.Organisation:
    fresh = models.Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if fresh.status != enums.ReviewStatus.PENDING:
        raise errors.AlreadyReviewed(decision=fresh.get_status_display())
    fresh.status, fresh.reviewed_by, fresh.reviewed_at = status, by, now
    return fresh


def _announce(organisation: models.Organisation, template: str, by: models.User, now: datetime) -> None:
    audit.record(template.replace("/", "."), by=by, subject=organisation.code, reason=organisation.review_note, now=now)
    for member in organisation.members.select_related("user").filter(role=MANAGER).order_by("pk"):
        announcements.send(
            to=member.user,
            template=template,
            key=f"{template}:{organisation.code}",
            now=now,
            context={"organisation": organisation.name, "reason": organisation.review_note},
            url=f"/organisations/{organisation.code}/",
        )


@transaction.atomic
def add_organisation_member(
    organisation: models.Organisation, *, person: models.User, role: str, by: models.User, now: datetime
) -> models.OrganisationMember:
    """This function will add somebody who told their code to a manager, and tell them."""
    with common_errors.translated():
        row = models.OrganisationMember.objects.create(organisation=organisation, user=person, role=role)
    audit.record("accounts.organisation_member_added", by=by, about=person, subject=organisation.code, now=now)
    announcements.send(
        to=person,
        template="accounts/organisation_member_added",
        key=f"accounts/organisation_member_added:{organisation.code}:{row.pk}",
        now=now,
        context={"organisation": organisation.name},
        url=f"/organisations/{organisation.code}/",
    )
    return row


@transaction.atomic
def remove_organisation_member(member: models.OrganisationMember, *, by: models.User, now: datetime) -> None:
    """This function will take somebody out of an organisation, in which a manager always remains."""
    organisation = models.Organisation.objects.select_for_update(no_key=True).get(pk=member.organisation_id)
    others = organisation.members.filter(role=MANAGER).exclude(pk=member.pk)
    if member.role == MANAGER and not others.exists():
        raise errors.LastManager
    member.delete()
    audit.record("accounts.organisation_member_removed", by=by, about=member.user, subject=organisation.code, now=now)
