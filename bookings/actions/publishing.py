"""Publishing usage rules, and telling those whose bookings the new version would have refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import errors, models, rules
from bookings.actions import rules_drafts
from bookings.queries import replaying


@dataclass(frozen=True)
class Published:
    """What came of publishing a draft: who was told, and how many bookings are of people who must be phoned."""

    version: models.UsageRules
    told: tuple[accounts.User, ...]
    to_phone: int


@transaction.atomic
def publish_usage_rules(
    content: Mapping[str, Any],
    *,
    municipality: accounts.Municipality,
    valid_from: date,
    by: accounts.User | None,
    now: datetime,
    center: models.Center | None = None,
    room: models.Room | None = None,
    note: str = "",
) -> models.UsageRules:
    """This function will publish a version of usage rules for uses from a date on, and end the one before it there.

    Raises RulesInvalid with every problem of the content, and RulesOverlap where a later version is already published.
    """
    rules_drafts.check_content(content)
    with common.translated():
        _end_the_one_before(municipality, center, room, valid_from)
        published = models.UsageRules.objects.create(
            municipality=municipality,
            center=center,
            room=room,
            valid=DateRange(valid_from, None),
            content=dict(content),
            note=note,
            created_at=now,
            created_by=by,
            published_at=now,
        )
    rules_drafts.note_change(published, "bookings.usage_rules_published", by, now)
    return published


@transaction.atomic
def publish_draft(draft: models.UsageRules, *, valid_from: date, by: accounts.User, now: datetime) -> Published:
    """This function will publish a draft for uses from a date on, and tell those whom it would have refused.

    Their bookings stay as they are. Raises RulesNotADraft, RulesStartTooEarly, RulesInvalid and RulesOverlap.
    """
    fresh = rules_drafts.locked_draft(draft)
    first = clock.date_of(now) + timedelta(days=1)
    if valid_from < first:
        raise errors.RulesStartTooEarly(first_text=rules.date_text(first))
    rules_drafts.check_content(fresh.content)
    refused = replaying.would_refuse(fresh, since=valid_from, now=now)
    with common.translated():
        _end_the_one_before(fresh.municipality, fresh.center, fresh.room, valid_from)
        fresh.valid, fresh.published_at = DateRange(valid_from, None), now
        fresh.save(update_fields=["valid", "published_at"])
    told, to_phone = _tell(fresh, refused, now)
    rules_drafts.note_change(
        fresh, "bookings.usage_rules_published", by, now, told=len(told), bookings=len(refused), to_phone=to_phone
    )
    return Published(fresh, told, to_phone)


def _end_the_one_before(
    municipality: accounts.Municipality,
    center: models.Center | None,
    room: models.Room | None,
    valid_from: date,
) -> None:
    same = models.UsageRules.objects.filter(municipality=municipality, center=center, room=room)
    for version in same.filter(published_at__isnull=False, valid__contains=valid_from).select_for_update():
        if version.valid.lower == valid_from:
            raise errors.RulesOverlap
        version.valid = DateRange(version.valid.lower, valid_from)
        version.save(update_fields=["valid"])


def _tell(
    version: models.UsageRules, refused: Iterable[replaying.Judged], now: datetime
) -> tuple[tuple[accounts.User, ...], int]:
    """This function will send each person one notice with all their bookings, and count what has to be phoned."""
    theirs: defaultdict[accounts.User, list[replaying.Judged]] = defaultdict(list)
    to_phone = 0
    found = list(refused)
    bookers = _bookers_of({judged.booking.group_id for judged in found if judged.booking.group_id})
    for judged in found:
        people = {*bookers[judged.booking.group_id], *filter(None, [judged.booking.booked_by])}
        to_phone += not people
        for person in people:
            theirs[person].append(judged)
    for person, own in theirs.items():
        notices.send(
            to=person,
            template="bookings/rules_changed",
            key=f"rules-changed-{version.code}",
            now=now,
            context={"version": version, "refused": own, "from_text": rules.date_text(version.valid.lower)},
            url="/bookings/",
        )
    return tuple(theirs), to_phone


def _bookers_of(groups: Iterable[int | None]) -> defaultdict[int | None, list[accounts.User]]:
    roles = [account_enums.GroupRole.REPRESENTATIVE, account_enums.GroupRole.DEPUTY]
    members = accounts.GroupMember.objects.filter(group_id__in=set(groups), role__in=roles, user__isnull=False)
    found: defaultdict[int | None, list[accounts.User]] = defaultdict(list)
    for member in members.select_related("user").order_by("pk"):
        if member.user:
            found[member.group_id].append(member.user)
    return found
