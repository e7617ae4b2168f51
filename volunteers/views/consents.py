"""A minor asks, a guardian answers by a link without an account, a desk writes down what it saw, the city looks."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import audit, clock, codes, decorators, errors
from volunteers import actions, enums, forms, models, queries, rules
from volunteers.views import _discreet, _doors

SENT = "保護者の方にメールを送りました。アドレスは、送ったあとに消します。"


# The minor -----------------------------------------------------------------------------------------------------------


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def consent_requests(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a minor ask their guardian, by mail or on paper."""
    assignment = queries.reach.own_assignment(request.user, code)
    form = forms.ConsentRequestForm(_doors.sent(request), assignment=assignment)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_guardian(assignment, by=_doors.person(request), now=clock.now(), **form.cleaned_data)
        except errors.DomainError as refused:
            refusal = refused
        else:
            return _asked(request, assignment, made)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/consent_requests.html", context, refusal)


def _asked(request: HttpRequest, assignment: models.Assignment, consent: models.Consent) -> HttpResponse:
    if consent.channel == enums.ConsentChannel.PAPER:
        return redirect("volunteers:consent-paper", code=assignment.code)
    messages.success(request, SENT)
    return redirect("volunteers:assignment-detail", code=assignment.code)


@decorators.signed_in
@_discreet.discreet
@require_http_methods(["GET"])
def consent_paper(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the paper that a minor prints for their guardian."""
    assignment = queries.reach.own_assignment(request.user, code)
    consent = queries.consents.own_paper(assignment, now=clock.now())
    link = request.build_absolute_uri(reverse("volunteers:consent", args=[queries.consents.token_of(consent)]))
    context = {
        "assignment": assignment,
        "consent": consent,
        "qr": codes.qr_svg(link, label="保護者の方が開くページの二次元コード"),
        "number": queries.consents.short_of(consent),
        "address": request.build_absolute_uri(reverse("volunteers:consents")),
    }
    return render(request, "volunteers/consent_paper.html", context)


# The guardian --------------------------------------------------------------------------------------------------------


@_discreet.discreet
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """This function will open the page of the number on a paper."""
    form = forms.ShortCodeForm(_doors.sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "volunteers/consents.html", {"form": form})
    try:
        _discreet.count_visit(request, what="consent-number", limit=rules.consents.NUMBERS)
        page, token = queries.quote_consents.answered_by(form.cleaned_data["number"], now=clock.now())
    except errors.DomainError as refusal:
        form.add_error("number", refusal.sentence)
        return render(request, "volunteers/consents.html", {"form": form}, status=refusal.status)
    return redirect(page, token=token)


@_discreet.discreet
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show a guardian what is asked, and take the answer that they send; opening changes nothing."""
    _discreet.count_visit(request)
    now = clock.now()
    found = queries.consents.of_token(token, now=now)
    form = forms.ConsentAnswerForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        said = functools.partial(actions.answer_for_minor, token, gives=form.gives, guardian=form.guardian(), now=now)
        if _doors.attempted(form, said):
            return redirect("volunteers:consent", token=token)
    context = {
        "consent": found,
        "token": token,
        "places": queries.consents.places_of(found, now=now),
        "form": form,
    }
    return _doors.page(request, "volunteers/consent.html", context)


@_discreet.discreet
@require_http_methods(["GET", "HEAD", "POST"])
def consent_withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show a guardian what taking the consent back means, and do so when it is sent."""
    _discreet.count_visit(request)
    now = clock.now()
    found = queries.consents.of_token(token, now=now)
    if request.method == "POST":
        actions.withdraw_consent(token, now=now)
        return redirect("volunteers:consent", token=token)
    context = {"consent": found, "token": token, "places": queries.consents.places_of(found, now=now)}
    return render(request, "volunteers/consent_withdrawal.html", context)


# The desk and the city -----------------------------------------------------------------------------------------------


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def consent_records(request: HttpRequest) -> HttpResponse:
    """This function will let a desk or the city find the activity whose number somebody brought."""
    queries.consent_cases.refuse_off_duty(request.user)
    form = forms.ConsentRecordSearchForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        found = queries.consent_cases.brought(form.cleaned_data["code"])
        if found is not None:
            return redirect(_next_of(request), code=found.code)
        words = queries.quote_consents.brought(form.cleaned_data["code"])
        if words is not None and roles.is_any_staff(request.user):
            return redirect("volunteers:quote-consent-record", code=words.quote.code)
        form.add_error("code", "この受付番号の参加は見つかりません。番号をもう一度お確かめください。")
    return render(request, "volunteers/consent_records.html", {"form": form})


def _next_of(request: HttpRequest) -> str:
    at_desk = roles.is_any_staff(request.user)
    return "volunteers:consent-record" if at_desk else "volunteers:consent-history"


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def consent_record(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write down at a desk that a guardian signed there."""
    assignment = queries.consent_cases.at_desk(request.user, code)
    person, now = _doors.person(request), clock.now()
    form = forms.ConsentRecordForm(roles.desks(request.user), _doors.sent(request), assignment=assignment)
    if request.method == "POST" and form.is_valid():
        signed = form.signed()
        if _doors.attempted(form, lambda: actions.record_consent(assignment, by=person, now=now, **signed)):
            messages.success(request, "保護者の方の同意を記録しました。参加が決まり、ご本人にお知らせしました。")
            return redirect("volunteers:consent-record", code=assignment.code)
    actions.look_at_desk(assignment, by=person, now=now)
    context = {
        "assignment": assignment,
        "standing": queries.consents.standing(assignment, now=now),
        "form": form,
        "reads_names": roles.is_city_official(request.user),
    }
    return _doors.page(request, "volunteers/consent_record.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def consent_record_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a consent back for a guardian who came to a desk, once the desk has confirmed."""
    found = queries.consent_cases.consent_at_desk(request.user, code)
    form = forms.DeskForm(roles.desks(request.user), _doors.sent(request))
    by, now = _doors.person(request), clock.now()
    if form.is_valid():
        center = form.cleaned_data["center_code"]
        if _doors.attempted(form, lambda: actions.withdraw_consent_at_desk(found, center_code=center, by=by, now=now)):
            messages.success(request, "同意の取りやめを記録し、ご本人にお知らせしました。")
            return redirect("volunteers:consent-records")
    audit.look("volunteers.consent-desk", by=by, about=found.minor, subject=found.code)
    context = {"consent": found, "places": queries.consents.places_of(found, now=now), "form": form}
    return _doors.page(request, "volunteers/consent_record_withdrawal.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def consent_history(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the city, for a reason that is recorded, what guardians said to an activity."""
    assignment = queries.consent_cases.of_the_city(request.user, code)
    form = forms.ConsentHistoryForm(_doors.sent(request))
    found = None
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        found = actions.read_consents(assignment, by=_doors.person(request), reason=reason, now=clock.now())
    context = {"assignment": assignment, "form": form, "consents": found}
    return render(request, "volunteers/consent_history.html", context)
