from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _notices, companions

Status = enums.RequestStatus


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """One time and place to be; instants are aware, `center_code` is empty unless it is in a center."""

    starts_at: datetime
    ends_at: datetime
    place: str
    capacity: int
    minimum: int = 1
    center_code: str = ""
    reserve: int = 0
    code: str = ""
    booking_code: str = ""


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """When people can pick a time: days, weekdays and hours in Tokyo; no `last` and no minutes where it has no end."""

    first: date
    last: date | None
    weekdays: Sequence[int]
    opens_at: time
    closes_at: time
    capacity: int
    place: str
    minutes_needed: int | None = None
    shortest_minutes: int = 30
    center_code: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """What an organisation writes about a request.

    Where a `certificate_skill` is named, what a desk has seen of it counts, and its name is that of the certificate.
    """

    title: str
    field: models.Field
    tasks: str
    meeting_point: str
    kind: str = enums.RequestKind.FIXED
    district: accounts.District | None = None
    belongings: str = ""
    contact: str = ""
    audience: str = enums.Audience.EVERYONE
    widens_at: datetime | None = None
    widens_to: str = ""
    weather_rule: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    age_reason: str = ""
    guardian: str = ""
    guardian_reason: str = ""
    certificate: str = ""
    certificate_reason: str = ""
    certificate_skill: models.Skill | None = None
    wanted_skills: Sequence[str] = ()
    languages: Sequence[str] = ()
    insurance: str = ""
    insurance_reason: str = ""
    gender: str = ""
    gender_basis: str = ""
    gender_reason: str = ""
    policy: str = enums.Policy.FIRST_COME
    has_waiting_list: bool = True
    line_order: str = enums.LineOrder.ARRIVAL
    answer_hours: int = 24
    cutoff_hours: int = 12
    confirms_late: bool = True
    purpose: str = enums.Purpose.ACTIVITY
    party_limit: int = 1
    fee_note: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def __post_init__(self) -> None:
        """This function will name the certificate by the skill that is asked for."""
        if self.certificate_skill is not None:
            object.__setattr__(self, "certificate", self.certificate_skill.name)


# What of a plan each row takes as it stands.
OF_SHIFT = ("starts_at", "ends_at", "place", "capacity", "minimum", "reserve", "center_code", "booking_code")
OF_WINDOW = tuple(name for name in WindowPlan.__dataclass_fields__ if name != "code")
CONTENT = tuple(RequestPlan.__dataclass_fields__)


@retries.on_conflict
def post_request(
    organisation: accounts.Organisation,
    *,
    plan: RequestPlan,
    shifts: Sequence[ShiftPlan],
    by: accounts.User,
    now: datetime,
    windows: Sequence[WindowPlan] = (),
    draft: bool = False,
) -> models.Request:
    """This function will write a request with its shifts and, unless it is a draft, send it on its way.

    An organisation's first request is looked at before everybody sees it; later ones are published at once.
    Raises NoShifts, ShiftInThePast, ShiftTooFar, NoWindows, WindowInThePast, OrganisationNotApproved, DistrictNeeded,
    ShiftEndsBeforeItStarts, MinimumAboveCapacity, ConditionNeedsReason, GenderNotLawful, AgesOutOfOrder,
    WideningUnclear.
    """
    with errors.translated(), transaction.atomic():
        request = models.Request(organisation=organisation, posted_by=by, created_at=now)
        _write(request, plan, shifts, windows)
        if not draft:
            _send(request, shifts, windows, now)
        audit.record("volunteers.post", by=by, subject=request.code, now=now, status=request.status)
    return request


@retries.on_conflict
def change_request(
    request: models.Request,
    *,
    plan: RequestPlan,
    shifts: Sequence[ShiftPlan],
    by: accounts.User,
    now: datetime,
    windows: Sequence[WindowPlan] = (),
    draft: bool = False,
) -> models.Request:
    """This function will rewrite a draft or a refused request. Raises RequestNotChangeable, and as post_request.

    A shift of `shifts` with a code stays itself, with what was reserved for it; what is left out goes.
    """
    with errors.translated(), transaction.atomic():
        current = _locked(request)
        if not current.is_changeable:
            raise refusals.RequestNotChangeable
        _write(current, plan, _changed(current, plan, shifts, by, now), windows)
        if not draft:
            _send(current, shifts, windows, now)
        audit.record("volunteers.change", by=by, subject=current.code, now=now, status=current.status)
    return current


def _changed(
    request: models.Request, plan: RequestPlan, shifts: Sequence[ShiftPlan], by: accounts.User, now: datetime
) -> list[ShiftPlan]:
    """This function will change the shifts that stay, take out the others, and give the plans of those that are new."""
    by_code = {one.code: one for one in shifts if one.code} if plan.kind == enums.RequestKind.FIXED else {}
    standing = list(request.shifts.order_by("pk"))
    gone = [shift for shift in standing if shift.code not in by_code]
    companions.remove(gone, by=by, now=now)
    request.shifts.filter(pk__in=[shift.pk for shift in gone]).delete()
    request.windows.all().delete()
    kept = [shift for shift in standing if shift.code in by_code]
    for shift in kept:
        _rewrite(shift, by_code[shift.code], by, now)
    known = {shift.code for shift in kept}
    return [one for one in shifts if one.code not in known]


def _rewrite(shift: models.Shift, plan: ShiftPlan, by: accounts.User, now: datetime) -> None:
    moves = (plan.starts_at, plan.ends_at) != (shift.starts_at, shift.ends_at)
    for name in OF_SHIFT:
        if name != "booking_code":
            setattr(shift, name, getattr(plan, name))
    shift.save()
    if moves:
        companions.move(shift, by=by, now=now)


def _write(
    request: models.Request, plan: RequestPlan, shifts: Sequence[ShiftPlan], windows: Sequence[WindowPlan]
) -> None:
    for name in CONTENT:
        setattr(request, name, getattr(plan, name))
    request.save()
    if request.has_set_times:
        add_shifts(request, shifts)
    else:
        add_windows(request, windows)


def add_windows(request: models.Request, windows: Sequence[WindowPlan]) -> list[models.Window]:
    """This function will write windows of a request."""
    return models.Window.objects.bulk_create(
        models.Window(request=request, **{name: getattr(one, name) for name in OF_WINDOW}) for one in windows
    )


def add_shifts(
    request: models.Request, shifts: Sequence[ShiftPlan], *, recurrence: models.Recurrence | None = None
) -> list[models.Shift]:
    """This function will write shifts of a request."""
    return models.Shift.objects.bulk_create(
        models.Shift(request=request, recurrence=recurrence, **{name: getattr(one, name) for name in OF_SHIFT})
        for one in shifts
    )


def _send(request: models.Request, shifts: Sequence[ShiftPlan], windows: Sequence[WindowPlan], now: datetime) -> None:
    organisation = request.organisation
    _refuse_times(request, shifts, windows, now)
    if not organisation.is_approved:
        raise refusals.OrganisationNotApproved(organisation=organisation.name)
    # A center's own staff and the city look at others' first posts; nobody looks at theirs.
    published_before = queries.requests.has_published(organisation) or queries.hosts.is_host(organisation)
    if rules.conditions.needs_review(published_before=published_before, gender=request.gender):
        request.status = Status.IN_REVIEW
    else:
        _publish(request, now)
    request.save()


def _refuse_times(
    request: models.Request, shifts: Sequence[ShiftPlan], windows: Sequence[WindowPlan], now: datetime
) -> None:
    if not request.has_set_times:
        if not windows:
            raise refusals.NoWindows
        if any(one.last and one.last < clock.date_of(now) for one in windows):
            raise refusals.WindowInThePast
        return
    if not shifts:
        raise refusals.NoShifts
    refuse_instants([shift.starts_at for shift in shifts], now)


def refuse_instants(starts: Iterable[datetime], now: datetime) -> None:
    """This function will raise ShiftInThePast or ShiftTooFar where a shift would begin at no time of use."""
    for starts_at in starts:
        if starts_at <= now:
            raise refusals.ShiftInThePast
        if rules.repetition.is_too_far(starts_at, now=now):
            raise refusals.ShiftTooFar(years=rules.repetition.YEARS_AHEAD)


def _publish(request: models.Request, now: datetime) -> None:
    request.status, request.published_at = Status.PUBLISHED, now


@retries.on_conflict
def review_request(
    request: models.Request, *, verdict: str, by: accounts.User, now: datetime, note: str = ""
) -> models.Request:
    """This function will publish a request that was in review, or send it back with words that help.

    `verdict` is one of enums.Verdict; the organisation is told. Raises RequestNotInReview, RefusalNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        current = _in_review(request)
        current.reviewed_by, current.reviewed_at, current.review_note = by, now, note
        _APPLY[enums.Verdict(verdict)](current, now)
        current.save()
        audit.record(f"volunteers.{verdict}-request", by=by, subject=current.code, reason=note, now=now)
        _notices.tell_posters(current, TOLD[enums.Verdict(verdict)], now=now)
    return current


def _refuse(request: models.Request, now: datetime) -> None:
    request.status, request.published_at = Status.REFUSED, None


_APPLY = {enums.Verdict.APPROVE: _publish, enums.Verdict.REFUSE: _refuse}
TOLD = {enums.Verdict.APPROVE: "request_published", enums.Verdict.REFUSE: "request_refused"}


def _in_review(request: models.Request) -> models.Request:
    current = _locked(request)
    if current.status != Status.IN_REVIEW:
        raise refusals.RequestNotInReview
    return current


@retries.on_conflict
def close_request(request: models.Request, *, by: accounts.User, now: datetime) -> models.Request:
    """This function will end the recruiting: who has a place keeps it, whoever has none is told.

    Whoever is asked and has not answered cannot say yes any more; an answer on its way is waited for, so that nobody is
    told both. Raises RequestNotOpen.
    """
    with transaction.atomic():
        current = _locked(request)
        if not current.is_published:
            raise refusals.RequestNotOpen
        current.status, current.closed_at = Status.CLOSED, now
        current.save()
        ahead = current.shifts.filter(starts_at__gt=now)
        list(ahead.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        for one in queries.requests.without_a_place(current, now=now):
            _notices.tell_person(one, "request_closed", now=now)
        audit.record("volunteers.close", by=by, subject=current.code, now=now)
    return current


def _locked(request: models.Request) -> models.Request:
    return (
        models.Request.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(pk=request.pk)
    )
