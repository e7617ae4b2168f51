"""Series of a group: their list, the wish with its dry run, and one with its dates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import audit, clock, codes, decorators, errors
from bookings import actions, enums, models, permissions
from bookings.forms import series as forms
from bookings.queries import calendars, centers, moves, planning
from bookings.queries import series as queries

PAGE = 20


@require_safe
@decorators.signed_in
def series_list(request: HttpRequest) -> HttpResponse:
    """This function will list the series of the groups for which a person books."""
    person = roles.person_of(request)
    found = Paginator(queries.series_of(person, now=clock.now()), PAGE)
    context = {"page": found.get_page(request.GET.get("page")), "groups": people.groups_booking_for(person)}
    return render(request, "bookings/series_list.html", context)


@require_safe
@decorators.signed_in
def series_rooms(request: HttpRequest) -> HttpResponse:
    """This function will ask in which room a series is wished."""
    form = forms.RoomChoiceForm(request.GET or None, rooms=centers.rooms())
    if form.is_valid():
        return redirect(form.address())
    return render(request, "bookings/series_rooms.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@decorators.signed_in
def center_series(request: HttpRequest, code: str) -> HttpResponse:
    """This function will list the series in a center's rooms for its desk."""
    center = centers.center(code)
    if not permissions.may_use_desk(request.user, center):
        raise errors.NotAllowed
    found = Paginator(queries.series_at(center, now=clock.now()), PAGE)
    context = {"center": center, "page": found.get_page(request.GET.get("page")), "rooms": centers.rooms_of(center)}
    return render(request, "bookings/center_series.html", context)


@require_safe
@decorators.signed_in
def series_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask for the wish of a series in a room; what was typed before comes along in the address."""
    form = _series_form(request, code, bound=False)
    return render(request, "bookings/series_new.html", _wish_context(form))


def _series_form(request: HttpRequest, code: str, *, bound: bool) -> forms.SeriesForm:
    room = centers.room(code)
    if not permissions.may_reserve(request.user, room):
        raise errors.NotAllowed
    groups = _groups(request, room.center)
    if not groups:
        raise errors.NotAllowed
    today = clock.today()
    options = forms.Options(
        room=room,
        groups=groups,
        periods=calendars.calendar(room.center, first=today, last=today).periods(room, today),
        activities=list(centers.activities(room.center)),
        today=today,
    )
    initial = {name: request.GET.get(name, "") for name in request.GET} | {"periods": request.GET.getlist("periods")}
    for name in ("first", "last"):
        initial[name] = "-".join(request.GET.get(f"{name}_{part}", "") for part in ("year", "month", "day")).strip("-")
    return forms.SeriesForm(request.GET if bound else None, options=options, initial=None if bound else initial)


def _groups(request: HttpRequest, center: models.Center) -> list[accounts.Group]:
    """This function will give the groups for which somebody may wish a series: their own, at a desk the center's."""
    own = list(people.groups_booking_for(roles.person_of(request)))
    if not permissions.may_use_desk(request.user, center):
        return own
    known = {group.pk for group in own}
    return own + [group for group in queries.groups_at_desk(center) if group.pk not in known]


def _wish_context(form: forms.SeriesForm) -> dict[str, object]:
    room = form.options.room
    return {"form": form, "room": room, "center": room.center}


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def series_plan(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show every date of a wish with its verdict, and take those that are ticked, all or none."""
    form = _series_form(request, code, bound=True)
    if not form.is_valid():
        return render(request, "bookings/series_new.html", _wish_context(form), status=422)
    plan = _plan(request, form)
    if request.method == "POST":
        return _accepted(request, form, plan)
    return _plan_page(request, form, planning.dry_run(plan, now=clock.now()), submission=codes.new("f"))


def _plan(request: HttpRequest, form: forms.SeriesForm) -> planning.Plan:
    group, person = form.chosen_group(), roles.person_of(request)
    by_desk = not permissions.may_book_for(person, group)
    return form.plan(person=queries.representative(group) if by_desk else person, by_desk=by_desk)


def _accepted(request: HttpRequest, form: forms.SeriesForm, plan: planning.Plan) -> HttpResponse:
    chosen, submission = forms.chosen_in(request.POST), request.POST.get("submission", "")[:16]
    now = clock.now()
    try:
        made = actions.reserve_series(plan, chosen=chosen, by=roles.person_of(request), now=now, submission=submission)
    except errors.DomainError as refusal:
        run = planning.dry_run(plan, now=now, chosen=chosen)
        return _plan_page(request, form, run, submission=submission, refusal=refusal)
    messages.success(request, f"定期利用を申し込みました（{len(chosen)}日）。日ごとの状態をお確かめください。")
    return redirect("bookings:series", code=made.code)


def _plan_page(
    request: HttpRequest,
    form: forms.SeriesForm,
    run: planning.DryRun,
    *,
    submission: str,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    context = _wish_context(form) | {
        "run": run,
        "plan": run.plan,
        "group": form.chosen_group(),
        "submission": submission,
        "refusal": refusal,
        "wish": request.GET.urlencode(),
    }
    return render(request, "bookings/series_plan.html", context, status=refusal.status if refusal else 200)


@require_safe
@decorators.signed_in
def series(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a series with its dates to those who book for its group, and to its desk."""
    found = visible(request, code)
    bookings = queries.bookings_of(found)
    context = page_of(request, found) | {
        "bookings": bookings,
        "ahead": queries.meant(bookings, scope=enums.Scope.ALL, start="", now=clock.now()),
        "waiting": [one for one in bookings if _waits(request, one)],
    }
    return render(request, "bookings/series.html", context)


def _waits(request: HttpRequest, booking: models.Booking) -> bool:
    waits = booking.state in (enums.State.TENTATIVE, enums.State.APPLIED)
    return waits and moves.is_movable(booking, now=clock.now()) and permissions.may_decide(request.user, booking)


def visible(request: HttpRequest, code: str) -> models.Series:
    """This function will find a series for somebody who may see it, and record whose it is that they looked at."""
    found = queries.series(code)
    if not permissions.may_see_series(request.user, found):
        raise errors.NotFound
    center_code = found.room.center.code
    about = found.created_by
    audit.look("bookings.series", by=roles.person_of(request), about=about, subject=found.code, center_code=center_code)
    return found


def page_of(request: HttpRequest, found: models.Series) -> dict[str, object]:
    """This function will give what every page of a series shows."""
    center = found.room.center
    return {"series": found, "center": center, "is_desk": permissions.may_use_desk(request.user, center)}


@require_POST
@decorators.signed_in
def series_approval(request: HttpRequest, code: str) -> HttpResponse:
    """This function will permit every date of a series that waits for the desk."""
    found = visible(request, code)
    if not permissions.may_use_desk(request.user, found.room.center):
        raise errors.NotFound
    approved = actions.approve_series(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, f"{len(approved)}日の予約を許可しました。申し込んだ方に、まとめてお知らせします。")
    return redirect("bookings:series", code=code)
