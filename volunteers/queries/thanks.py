"""What was said after an activity, as each side sees it; what the city is told of; counts without anybody in them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from backend.common import clock, errors, fiscal_year
from volunteers import enums, models, permissions, rules
from volunteers.queries import _found

Way = enums.FeedbackWay


def detailed() -> QuerySet[models.Feedback]:
    """This function will give what was said with whose it is, of which activity, and what was added."""
    return models.Feedback.objects.select_related(
        "by", "assignment__person", "assignment__shift__request__organisation", "assignment__shift__request__field"
    ).prefetch_related(_additions())


def _additions() -> "Prefetch[str]":
    return Prefetch("additions", models.FeedbackAddition.objects.order_by("written_at", "pk"))


def who_came(shift: models.Shift) -> QuerySet[models.Assignment]:
    """This function will list those of a shift who were checked in, by furigana."""
    return _came().filter(shift=shift).order_by("person__furigana", "person__name", "pk")


def _came() -> QuerySet[models.Assignment]:
    return (
        models.Assignment.objects.confirmed()
        .filter(attendance__isnull=False, attendance__voided_at__isnull=True)
        .select_related("person", "shift__request__organisation")
    )


def did_come(assignment: models.Assignment) -> bool:
    """This function will tell whether somebody was checked in."""
    return _came().filter(pk=assignment.pk).exists()


def locked(feedback: models.Feedback) -> models.Feedback:
    """This function will lock what was said and give it as it is now."""
    return (
        models.Feedback.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assignment__person", "assignment__shift__request__organisation")
        .get(pk=feedback.pk)
    )


def locked_report(report: models.FeedbackReport) -> models.FeedbackReport:
    """This function will lock a report and give it as it is now."""
    return (
        models.FeedbackReport.objects.select_for_update(no_key=True, of=("self",))
        .select_related("feedback__by", "feedback__assignment__person")
        .select_related("feedback__assignment__shift__request__organisation")
        .get(pk=report.pk)
    )


def is_changeable(feedback: models.Feedback, *, now: datetime) -> bool:
    """This function will tell whether feedback can still be put in other words."""
    return rules.thanks.can_edit(
        written_at=feedback.written_at, read_at=feedback.read_at, is_hidden=feedback.is_hidden, now=now
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said, and what its writer can still do about it; of something hidden its reader sees no word."""

    feedback: models.Feedback
    additions: Sequence[models.FeedbackAddition]
    can_edit: bool
    can_add: bool


def said(feedback: models.Feedback, *, now: datetime) -> Said:
    """This function will give what was said with what was added and what can be done about it."""
    additions = list(feedback.additions.all())
    return Said(
        feedback=feedback,
        additions=additions,
        can_edit=is_changeable(feedback, now=now),
        can_add=rules.thanks.can_add(additions=len(additions), is_hidden=feedback.is_hidden),
    )


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the two sides of one assignment said to each other."""

    assignment: models.Assignment
    thanks: Said | None
    answer: Said | None


def exchange(assignment: models.Assignment, *, now: datetime) -> Exchange:
    """This function will give both sides of one assignment."""
    found = {one.way: said(one, now=now) for one in detailed().filter(assignment=assignment)}
    return Exchange(assignment, found.get(Way.THANKS), found.get(Way.ANSWER))


def exchanges(shift: models.Shift, *, now: datetime) -> list[Exchange]:
    """This function will give both sides of everybody who came to a shift, by furigana."""
    found = {(one.assignment_id, one.way): said(one, now=now) for one in detailed().filter(assignment__shift=shift)}
    return [
        Exchange(each, found.get((each.pk, Way.THANKS)), found.get((each.pk, Way.ANSWER))) for each in who_came(shift)
    ]


def own(user: Visitor, code: str) -> models.Feedback:
    """This function will give feedback that somebody may change; to others there is none."""
    return _found.one(detailed(), code, may=lambda found: permissions.may_change_feedback(user, found))


def own_answer(user: Visitor, code: str) -> models.Feedback:
    """This function will give an answer of somebody's own; to others there is none."""
    found = own(user, code)
    if found.is_thanks:
        raise errors.NotFound
    return found


def received(user: Visitor, code: str) -> models.Feedback:
    """This function will give feedback that was said to somebody; to others there is none."""
    return _found.one(detailed(), code, may=lambda found: permissions.may_report_feedback(user, found))


def officials() -> QuerySet[accounts.User]:
    """This function will list those who decide for the city."""
    kinds = [accounts_enums.StaffKind.CITY_OFFICIAL, accounts_enums.StaffKind.ADMINISTRATOR]
    return accounts.User.objects.filter(staff_roles__kind__in=kinds).distinct().order_by("pk")


def _reports() -> QuerySet[models.FeedbackReport]:
    return models.FeedbackReport.objects.select_related(
        "by", "feedback__by", "feedback__assignment__person", "feedback__assignment__shift__request__organisation"
    )


def reports(*, is_open: bool) -> QuerySet[models.FeedbackReport]:
    """This function will list the reports that wait for the city, the oldest first, or those that are decided."""
    found = _reports().filter(Q(outcome="") if is_open else ~Q(outcome=""))
    return found.order_by("reported_at", "pk") if is_open else found.order_by("-decided_at", "-pk")


def decidable_report(user: Visitor, code: str) -> models.FeedbackReport:
    """This function will give a report that somebody may read and decide; to others there is none."""
    reports = _reports().prefetch_related("feedback__additions")
    return _found.one(reports, code, may=lambda found: permissions.may_decide_report(user, found))


def open_report_codes(said_things: Iterable[models.Feedback]) -> frozenset[str]:
    """This function will give the codes of those of some feedback that the city has before it."""
    found = models.FeedbackReport.objects.filter(feedback__in=list(said_things), outcome="")
    return frozenset(found.values_list("feedback__code", flat=True))


@dataclass(frozen=True, slots=True)
class Hint:
    """How many of those who let the city read chose something; None where fewer than five did."""

    impression: enums.Impression
    count: int | None
    width: int

    @property
    def is_improvable(self) -> bool:
        """This function will tell whether it says what would help next time."""
        return self.impression in enums.HINTS


@dataclass(frozen=True, slots=True)
class Hints:
    """What would help activities in a fiscal year, of all fields or of one; `words` come without a name or a day."""

    year: int
    answers: int | None
    hints: Sequence[Hint]
    words: Sequence[models.Feedback]


def hints(*, year: int, field: models.Field | None) -> Hints:
    """This function will count what volunteers let the city read, by choice; small numbers are left out.

    Of one field nothing is counted that the counts of the others would tell: see rules.thanks.shown_counts. Words
    are given from as many answers on as counts are.
    """
    begins, ends = clock.start_of(fiscal_year.starts_on(year)), clock.start_of(fiscal_year.starts_on(year + 1))
    readable = _readable().filter(assignment__shift__starts_at__gte=begins, assignment__shift__starts_at__lt=ends)
    by_field = _counts(readable)
    answers = _shown(by_field["answers"], field)
    of_field = readable if field is None else readable.filter(assignment__shift__request__field=field)
    shown = {one: _shown(by_field[one.value], field) for one in enums.Impression}
    most = max([count or 0 for count in shown.values()] + [1])
    return Hints(
        year=year,
        answers=answers,
        hints=[Hint(one, count, round(100 * (count or 0) / most)) for one, count in shown.items()],
        words=list(of_field.exclude(text="").order_by("code")) if answers else [],
    )


def _readable() -> QuerySet[models.Feedback]:
    return models.Feedback.objects.filter(way=Way.ANSWER, city_may_read=True, hidden_at__isnull=True).select_related(
        "assignment__person", "assignment__shift__request__field"
    )


def _counts(readable: QuerySet[models.Feedback]) -> Mapping[str, Counter[str]]:
    """This function will count answers, and each choice in them, by the code of the field."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in ["answers", *enums.Impression.values]}
    for field, chosen in readable.values_list("assignment__shift__request__field__code", "impressions"):
        for name in ["answers", *chosen]:
            counted[name][field] += 1
    return counted


def _shown(by_field: Counter[str], field: models.Field | None) -> int | None:
    if field is None:
        return rules.thanks.shown_total(by_field.total())
    return rules.thanks.shown_counts(by_field).get(field.code)


def years(*, today: date) -> list[int]:
    """This function will list the fiscal years of which there is something, the latest first."""
    this, first = fiscal_year.of(today), _readable().order_by("assignment__shift__starts_at", "pk").first()
    begins = fiscal_year.of(first.assignment.shift.day) if first else this
    return list(range(this, begins - 1, -1))
