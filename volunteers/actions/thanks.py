"""What the two sides say to each other after an activity.

Both read both and nobody else does. Nothing is counted about a person and nothing depends on an answer: neither hours
nor points nor who is suggested or accepted later.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _thanks_notices

Way = enums.FeedbackWay


@retries.on_conflict
def thank(shift: models.Shift, *, words: Mapping[str, str], by: accounts.User, now: datetime) -> list[models.Feedback]:
    """This function will thank people who came, each by the code of their assignment, all or none.

    Raises ActivityNotOver, DidNotCome, OwnThanks, NothingSaid, and AlreadySaid where somebody has been thanked.
    """
    _refuse_before_the_end(shift, now)
    if not words:
        raise refusals.thanks.NothingSaid
    with errors.translated(), transaction.atomic():
        made = [
            _say(each, Way.THANKS, by=by, now=now, text=words[each.code].strip())
            for each in _to_thank(shift, words, by)
        ]
        for thanks in made:
            _thanks_notices.tell_thanked(thanks, now=now)
    return made


def _refuse_before_the_end(shift: models.Shift, now: datetime) -> None:
    if not rules.thanks.is_over(ends_at=shift.ends_at, now=now):
        raise refusals.thanks.ActivityNotOver


def _to_thank(shift: models.Shift, codes: Collection[str], by: accounts.User) -> list[models.Assignment]:
    # In one order for everybody: two who thank the same people wait for each other, and do not meet crosswise.
    found = list(queries.thanks.who_came(shift).filter(code__in=list(codes)).order_by("pk"))
    if len(found) < len(codes):
        raise refusals.thanks.DidNotCome
    if any(each.person_id == by.pk for each in found):
        raise refusals.thanks.OwnThanks
    return found


def _say(
    assignment: models.Assignment,
    way: Way,
    *,
    by: accounts.User,
    now: datetime,
    text: str,
    impressions: Iterable[str] = (),
    city_may_read: bool = False,
) -> models.Feedback:
    said = models.Feedback.objects.create(
        assignment=assignment,
        way=way,
        by=by,
        text=text,
        impressions=list(impressions),
        city_may_read=city_may_read,
        written_at=now,
    )
    audit.record(f"volunteers.{way}", by=by, about=assignment.person, subject=said.code, now=now)
    return said


@retries.on_conflict
def answer(
    assignment: models.Assignment,
    *,
    by: accounts.User,
    now: datetime,
    text: str = "",
    impressions: Collection[str] = (),
    city_may_read: bool = False,
) -> models.Feedback:
    """This function will keep what a volunteer says of an activity; with `city_may_read` the city reads it, unnamed.

    Raises ActivityNotOver, DidNotCome, NothingSaid, AlreadySaid.
    """
    _refuse_before_the_end(assignment.shift, now)
    if not queries.thanks.did_come(assignment):
        raise refusals.thanks.DidNotCome
    with errors.translated(), transaction.atomic():
        said = _say(
            assignment,
            Way.ANSWER,
            by=by,
            now=now,
            text=text.strip(),
            impressions=impressions,
            city_may_read=city_may_read,
        )
        _thanks_notices.tell_answered(said, now=now)
    return said


@retries.on_conflict
def change_feedback(
    feedback: models.Feedback,
    *,
    by: accounts.User,
    now: datetime,
    text: str,
    impressions: Collection[str] = (),
    city_may_read: bool = False,
) -> models.Feedback:
    """This function will put other words in place of what nobody has read yet. Raises NoLongerEditable, NothingSaid."""
    with errors.translated(), transaction.atomic():
        current = queries.thanks.locked(feedback)
        if not queries.thanks.is_changeable(current, now=now):
            raise refusals.thanks.NoLongerEditable
        current.text, current.changed_at = text.strip(), now
        current.impressions, current.city_may_read = list(impressions), city_may_read
        current.save(update_fields=["text", "impressions", "city_may_read", "changed_at"])
        about = current.assignment.person
        audit.record("volunteers.change-feedback", by=by, about=about, subject=current.code, now=now)
    return current


@retries.on_conflict
def add_to_feedback(
    feedback: models.Feedback, *, text: str, by: accounts.User, now: datetime
) -> models.FeedbackAddition:
    """This function will add to what was said before. Raises NothingToAdd, NothingSaid."""
    with errors.translated(), transaction.atomic():
        current = queries.thanks.locked(feedback)
        if not rules.thanks.can_add(additions=current.additions.count(), is_hidden=current.is_hidden):
            raise refusals.thanks.NothingToAdd
        made = models.FeedbackAddition.objects.create(feedback=current, text=text.strip(), by=by, written_at=now)
        about = current.assignment.person
        audit.record("volunteers.add-to-feedback", by=by, about=about, subject=current.code, now=now)
        _thanks_notices.tell_added(made, now=now)
    return made


@retries.on_conflict
def let_city_read(feedback: models.Feedback, *, allowed: bool, by: accounts.User, now: datetime) -> models.Feedback:
    """This function will open an answer to the city, unnamed, or close it again, at any time."""
    with transaction.atomic():
        current = queries.thanks.locked(feedback)
        current.city_may_read = allowed
        current.save(update_fields=["city_may_read"])
        about = current.assignment.person
        audit.record("volunteers.let-city-read", by=by, about=about, subject=current.code, now=now, allowed=allowed)
    return current


def read_answers(shift: models.Shift, *, by: accounts.User, now: datetime) -> list[queries.thanks.Exchange]:
    """This function will give an organiser what was said after a shift, and note that they have the answers now."""
    _mark_read(models.Feedback.objects.filter(assignment__shift=shift, way=Way.ANSWER), by, now)
    found = queries.thanks.exchanges(shift, now=now)
    seen = [one.answer.feedback for one in found if one.answer]
    abouts = [one.assignment.person for one in seen if not one.is_hidden]
    audit.looks("volunteers.feedback", by=by, abouts=abouts, subject=shift.code, now=now)
    return found


def read_thanks(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> queries.thanks.Exchange:
    """This function will give a volunteer what was said after an activity, and note that they have the thanks now."""
    _mark_read(models.Feedback.objects.filter(assignment=assignment, way=Way.THANKS), by, now)
    return queries.thanks.exchange(assignment, now=now)


def _mark_read(arrived: QuerySet[models.Feedback], by: accounts.User, now: datetime) -> None:
    # Before it is looked up: what is read now can no longer be changed, so nobody has read what is gone.
    arrived.filter(read_at__isnull=True, hidden_at__isnull=True).exclude(by=by).update(read_at=now)


def read_words(answers: Iterable[models.Feedback], *, by: accounts.User, now: datetime) -> None:
    """This function will note that the city reads words which it may read, though it is not told whose they are."""
    audit.looks("volunteers.hints", by=by, abouts=[one.assignment.person for one in answers], now=now)


@retries.on_conflict
def report_feedback(
    feedback: models.Feedback, *, reason: str, by: accounts.User, now: datetime
) -> models.FeedbackReport:
    """This function will tell the city of something that was said. Raises AlreadyReported, ReportNeedsReason."""
    with errors.translated(), transaction.atomic():
        report = models.FeedbackReport.objects.create(feedback=feedback, by=by, reason=reason.strip(), reported_at=now)
        audit.record("volunteers.report-feedback", by=by, about=feedback.by, subject=report.code, now=now)
        _thanks_notices.tell_city(report, now=now)
    return report


def read_report(report: models.FeedbackReport, *, by: accounts.User, now: datetime) -> None:
    """This function will note that somebody of the city reads what was reported, and whose words they are."""
    audit.looks(
        "volunteers.feedback-report",
        by=by,
        abouts=[report.feedback.assignment.person, report.feedback.by],
        subject=report.code,
        now=now,
    )


@retries.on_conflict
def decide_report(
    report: models.FeedbackReport, *, outcome: str, note: str, by: accounts.User, now: datetime
) -> models.FeedbackReport:
    """This function will hide what was reported from the one it was said to, or leave it, with words to both.

    `outcome` is one of enums.ReportOutcome. What is hidden is quoted nowhere any more. Raises ReportDecided,
    DecisionNeedsWords.
    """
    with errors.translated(), transaction.atomic():
        current = queries.thanks.locked_report(report)
        if current.outcome:
            raise refusals.thanks.ReportDecided
        current.outcome, current.note = outcome, note.strip()
        current.decided_by, current.decided_at = by, now
        current.save(update_fields=["outcome", "note", "decided_by", "decided_at"])
        if outcome == enums.ReportOutcome.HIDDEN:
            _hide(current, by, now)
        audit.record(
            f"volunteers.feedback-{outcome}",
            by=by,
            about=current.feedback.by,
            subject=current.code,
            reason=note,
            now=now,
        )
        _thanks_notices.tell_decided(current, now=now)
    return current


def _hide(report: models.FeedbackReport, by: accounts.User, now: datetime) -> None:
    feedback = report.feedback
    feedback.hidden_at, feedback.hidden_by, feedback.hidden_reason = now, by, report.note
    feedback.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
