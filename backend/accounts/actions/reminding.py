from datetime import datetime

from django.db import transaction

from backend.accounts import models, queries, rules
from backend.accounts.actions import group_steps as steps
from backend.common import clock


def remind_groups(*, now: datetime) -> int:
    """This function will remind those who book for groups that end soon, and give how many groups were reminded.

    It may run at any time and as often as one likes: each reminder goes out once, and one whose day was missed goes
    out with the next run.
    """
    due = queries.groups_to_remind(clock.date_of(now)).values_list("pk", flat=True)
    return sum(_remind(pk, now=now) for pk in list(due))


@transaction.atomic
def _remind(pk: int, *, now: datetime) -> bool:
    group = models.Group.objects.select_for_update(no_key=True).get(pk=pk)
    today = clock.date_of(now)
    if group.valid_until is None or queries.waiting_registration(group):
        return False
    days = rules.reminder_due(today, valid_until=group.valid_until, reminded_days=group.reminded_days)
    if days is None or not group.is_approved:
        return False
    group.reminded_days = days
    group.save(update_fields=["reminded_days"])
    _tell(group, days, now)
    return True


def _tell(group: models.Group, days: int, now: datetime) -> None:
    assert group.valid_until is not None  # noqa: S101 - tells mypy
    opens = rules.next_renewal_on(group.valid_until, queries.municipality_of(group.center_code).renewal_opens)
    steps.tell(
        group,
        queries.people_booking_for(group),
        "group_expiring",
        key=f"{group.valid_until.isoformat()}:{days}",
        now=now,
        until=f"{group.valid_until:%Y年%-m月%-d日}",
        opens=f"{opens:%Y年%-m月%-d日}" if opens > clock.date_of(now) else "",
    )
