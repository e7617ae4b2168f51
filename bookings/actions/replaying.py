"""What if: the bookings of some days held against a draft of usage rules, batch by batch (A3, A16).

What is to be done stands in the table, a message is only a nudge: whoever goes on begins after the last batch that was
committed, and the row's lock lets one worker at a time do the next. So it may be killed, run twice, stopped and gone on
with, and counts the same.
"""

import logging
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from celery import current_app
from django.db import transaction
from django.db.models import Max
from kombu.exceptions import OperationalError

from backend.accounts import models as accounts
from backend.common import audit
from bookings import enums, errors, models, rules
from bookings.queries import replaying

logger = logging.getLogger(__name__)
BATCH = 500
LONGEST = timedelta(days=3 * 366)
CHANGED = "途中で案が直されたため、止まりました。もう一度お試しください。"
STOPPED = "職員が止めました。"


@transaction.atomic
def request_replay(
    draft: models.UsageRules, *, first: date, last: date, by: accounts.User, now: datetime
) -> models.RulesReplay:
    """This function will ask for the bookings of some dates of use to be held against a draft.

    Raises RulesNotADraft, ReplayRangeInvalid and ReplayWithoutBookings.
    """
    if not draft.is_draft:
        raise errors.RulesNotADraft
    if not first <= last <= first + LONGEST:
        raise errors.ReplayRangeInvalid
    concerned = replaying.replayed(draft, first=first, last=last)
    total, upto = concerned.count(), concerned.aggregate(upto=Max("pk"))["upto"]
    if not total:
        raise errors.ReplayWithoutBookings(first_text=rules.date_text(first), last_text=rules.date_text(last))
    made = models.RulesReplay.objects.create(
        draft=draft,
        first=first,
        last=last,
        total=total,
        upto=upto,
        digest=draft.digest,
        requested_at=now,
        requested_by=by,
    )
    _note(made, "bookings.replay_requested", by, now)
    transaction.on_commit(lambda: nudge(made.pk), robust=True)
    return made


def nudge(replay_id: int) -> None:
    """This function will ask a worker to begin; when the broker is away, the sweep begins later."""
    try:
        current_app.send_task("bookings.tasks.replay_rules", kwargs={"replay_id": replay_id}, retry=False)
    except OperationalError as fault:
        logger.warning("The broker is away; the sweep will replay %s: %s", replay_id, fault)


def replay_rules(replay_id: int, *, now: datetime) -> None:
    """This function will go on with a replay until it is done, stopped, or another worker has it."""
    began = time.monotonic()
    while _replay_some(replay_id, now=now + timedelta(seconds=time.monotonic() - began)):
        pass


def go_on_with_replays(*, now: datetime) -> None:
    """This function will go on with what nobody finished: the broker lost it, or its worker died."""
    unfinished = models.RulesReplay.objects.filter(state__in=[enums.ReplayState.QUEUED, enums.ReplayState.RUNNING])
    for replay_id in unfinished.order_by("pk").values_list("pk", flat=True):
        replay_rules(replay_id, now=now)


@transaction.atomic
def _replay_some(replay_id: int, *, now: datetime) -> bool:
    replay = _locked(replay_id)
    if replay is None or not replay.is_at_work:
        return False
    if not replay.is_of_the_draft_as_it_is:
        return _end(replay, enums.ReplayState.FAILED, CHANGED, now)
    batch = list(replaying.in_order(replay)[:BATCH])
    if not batch:
        return _end(replay, enums.ReplayState.DONE, "", now)
    replay.state = enums.ReplayState.RUNNING
    replay.refused += _judge(replay, batch)
    replay.done += len(batch)
    replay.position = batch[-1].pk
    replay.save(update_fields=["state", "refused", "done", "position"])
    return True


def _locked(replay_id: int) -> models.RulesReplay | None:
    rows = models.RulesReplay.objects.select_for_update(skip_locked=True, of=("self",)).select_related("draft")
    return rows.filter(pk=replay_id).first()


def _judge(replay: models.RulesReplay, batch: Sequence[models.Booking]) -> int:
    refused = [judged for judged in replaying.judged(batch, replay.draft) if judged.broken]
    models.ReplayRefusal.objects.bulk_create(
        models.ReplayRefusal(replay=replay, booking=judged.booking, rule=rule, sentence=sentence)
        for judged in refused
        for rule, sentence in {rule.code: rule.sentence[:400] for rule in judged.broken}.items()
    )
    return len(refused)


def _end(replay: models.RulesReplay, state: enums.ReplayState, problem: str, now: datetime) -> bool:
    replay.state, replay.problem, replay.finished_at = state, problem, now
    replay.save(update_fields=["state", "problem", "finished_at"])
    return False


@transaction.atomic
def stop_replay(replay: models.RulesReplay, *, by: accounts.User, now: datetime) -> models.RulesReplay:
    """This function will stop a replay after the batch that is being judged; what is done stays."""
    fresh = models.RulesReplay.objects.select_for_update(of=("self",)).select_related("draft").get(pk=replay.pk)
    if fresh.is_at_work:
        _end(fresh, enums.ReplayState.FAILED, STOPPED, now)
        _note(fresh, "bookings.replay_stopped", by, now)
    return fresh


@transaction.atomic
def resume_replay(replay: models.RulesReplay, *, by: accounts.User, now: datetime) -> models.RulesReplay:
    """This function will go on with a replay where it stopped. Raises RulesChangedMeanwhile after a change."""
    fresh = models.RulesReplay.objects.select_for_update(of=("self",)).select_related("draft").get(pk=replay.pk)
    if not fresh.is_of_the_draft_as_it_is:
        raise errors.RulesChangedMeanwhile
    if fresh.state == enums.ReplayState.FAILED:
        fresh.state, fresh.problem, fresh.finished_at = enums.ReplayState.QUEUED, "", None
        fresh.save(update_fields=["state", "problem", "finished_at"])
        _note(fresh, "bookings.replay_resumed", by, now)
        transaction.on_commit(lambda: nudge(fresh.pk), robust=True)
    return fresh


def _note(replay: models.RulesReplay, action: str, by: accounts.User, now: datetime) -> None:
    center = replay.draft.center
    audit.record(
        action,
        by=by,
        subject=replay.code,
        center_code=center.code if center else "",
        now=now,
        draft=replay.draft.code,
        first=replay.first.isoformat(),
        last=replay.last.isoformat(),
    )
