"""What the two sides of an activity say to each other once it is over."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, decorators
from volunteers import actions, models, permissions, queries, rules
from volunteers.forms import thanks as forms
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_thanks(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show organisers what was said after a shift, and thank those who are not thanked yet."""
    shift = queries.reach.organised_shift(request.user, code)
    person, now = roles.person_of(request), clock.now()
    exchanges = actions.thanks.read_answers(shift, by=person, now=now)
    waiting = [one.assignment for one in exchanges if one.thanks is None and one.assignment.person_id != person.pk]
    form = forms.ThankingForm(_doors.sent(request), people=waiting)
    if request.method == "POST" and form.is_valid():
        thank = functools.partial(actions.thanks.thank, shift, words=form.words(), by=person, now=now)
        if made := _doors.attempted(form, thank):
            messages.success(request, f"{len(made)}人の方に、お礼を届けました。")
            return redirect("volunteers:shift-thanks", code=shift.code)
    arrived = [one.answer.feedback for one in exchanges if one.answer]
    context = {
        "shift": shift,
        "exchanges": exchanges,
        "waiting": waiting,
        "form": form,
        "over": rules.thanks.is_over(ends_at=shift.ends_at, now=now),
        "reported": queries.thanks.open_report_codes(arrived),
    }
    return _doors.page(request, "volunteers/shift_thanks.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_feedback(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a volunteer the organisation's thanks, and take what they say of the activity."""
    assignment = queries.reach.own_assignment(request.user, code)
    person, now = roles.person_of(request), clock.now()
    form = forms.AnswerForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        answer = functools.partial(actions.thanks.answer, assignment, by=person, now=now, **form.said())
        if _doors.attempted(form, answer):
            messages.success(request, "感想を届けました。ありがとうございます。")
            return redirect("volunteers:assignment-feedback", code=assignment.code)
    exchange = actions.thanks.read_thanks(assignment, by=person, now=now)
    arrived = [exchange.thanks.feedback] if exchange.thanks else []
    over = rules.thanks.is_over(ends_at=assignment.shift.ends_at, now=now)
    context = {
        "assignment": assignment,
        "exchange": exchange,
        "form": form,
        "can_answer": over and exchange.answer is None and queries.thanks.did_come(assignment),
        "reported": queries.thanks.open_report_codes(arrived),
    }
    return _doors.page(request, "volunteers/assignment_feedback.html", context)


def _back(feedback: models.Feedback, request: HttpRequest) -> str:
    """This function will give the page on which somebody reads a piece of feedback."""
    if permissions.is_own(request.user, feedback.assignment):
        return reverse("volunteers:assignment-feedback", args=[feedback.assignment.code])
    return reverse("volunteers:shift-thanks", args=[feedback.assignment.shift.code])


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def feedback_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put what nobody has read yet in other words."""
    found = queries.thanks.own(request.user, code)
    sent = _doors.sent(request)
    written = {"text": found.text, "impressions": found.impressions, "city_may_read": found.city_may_read}
    shape = forms.ThanksTextForm if found.is_thanks else forms.AnswerForm
    form = shape(sent, initial=written)
    if request.method == "POST" and form.is_valid():
        person, now = roles.person_of(request), clock.now()
        change = functools.partial(actions.thanks.change_feedback, found, by=person, now=now, **form.said())
        if _doors.attempted(form, change):
            messages.success(request, "書き直しました。")
            return redirect(_back(found, request))
    context = {"feedback": found, "form": form, "back": _back(found, request)}
    return _doors.page(request, "volunteers/feedback_changes.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def feedback_additions(request: HttpRequest, code: str) -> HttpResponse:
    """This function will add to what was said before."""
    found = queries.thanks.own(request.user, code)
    form = forms.AdditionForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        text, person, now = form.cleaned_data["text"], roles.person_of(request), clock.now()
        add = functools.partial(actions.thanks.add_to_feedback, found, text=text, by=person, now=now)
        if _doors.attempted(form, add):
            messages.success(request, "書き足しました。")
            return redirect(_back(found, request))
    context = {"feedback": found, "form": form, "back": _back(found, request)}
    return _doors.page(request, "volunteers/feedback_additions.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def feedback_city(request: HttpRequest, code: str) -> HttpResponse:
    """This function will open somebody's own answer to the city, or close it."""
    found = queries.thanks.own_answer(request.user, code)
    allowed = "allow" in request.POST
    actions.thanks.let_city_read(found, allowed=allowed, by=roles.person_of(request), now=clock.now())
    messages.success(request, "市も読めるようにしました。" if allowed else "市には見えなくしました。")
    return redirect("volunteers:assignment-feedback", code=found.assignment.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def feedback_report_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will tell the city of something that was said to somebody."""
    found = queries.thanks.received(request.user, code)
    form = forms.ReportForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        reason, person, now = form.cleaned_data["reason"], roles.person_of(request), clock.now()
        report = functools.partial(actions.thanks.report_feedback, found, reason=reason, by=person, now=now)
        if _doors.attempted(form, report):
            messages.success(request, "市の担当者に伝えました。確認の結果は、お知らせします。")
            return redirect(_back(found, request))
    context = {"feedback": found, "form": form, "back": _back(found, request)}
    return _doors.page(request, "volunteers/feedback_report_new.html", context)
