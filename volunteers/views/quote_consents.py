"""A guardian answers by a link, or at a desk, whether a minor's words may stand in a story."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, decorators
from volunteers import actions, forms, queries
from volunteers.views import _discreet, _doors


@_discreet.discreet
@require_http_methods(["GET", "HEAD", "POST"])
def quote_guardian(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show a guardian the words and the story, and take the answer; opening changes nothing."""
    _discreet.count_visit(request)
    now = clock.now()
    found = queries.quote_consents.of_token(token, now=now)
    form = forms.ConsentAnswerForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        answer = functools.partial(actions.quote_consents.answer_for_quote, token, gives=form.gives, now=now)
        if _doors.attempted(form, lambda: answer(guardian=form.guardian())):
            return redirect("volunteers:quote-guardian", token=token)
    return _doors.page(request, "volunteers/quote_guardian.html", {"consent": found, "token": token, "form": form})


@_discreet.discreet
@require_http_methods(["POST"])
def quote_guardian_withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """This function will take a guardian's consent back; the words are gone at once."""
    _discreet.count_visit(request)
    actions.quote_consents.withdraw_quote_consent(token, now=clock.now())
    return redirect("volunteers:quote-guardian", token=token)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def quote_consent_record(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write down at a desk that a guardian read a minor's words and signed there."""
    found = queries.quote_consents.at_desk(request.user, code)
    person, now = _doors.person(request), clock.now()
    form = forms.QuoteConsentRecordForm(roles.desks(request.user), _doors.sent(request))
    if request.method == "POST" and form.is_valid():
        center = form.cleaned_data["center_code"]
        record = functools.partial(actions.quote_consents.record_quote_consent, found.quote, by=person, now=now)
        if _doors.attempted(form, lambda: record(guardian=form.guardian(), center_code=center)):
            messages.success(request, "保護者の方の同意を記録しました。ことばが載り、ご本人にお知らせしました。")
            return redirect("volunteers:quote-consent-record", code=code)
    actions.quote_consents.look_at_desk(found, by=person, now=now)
    return _doors.page(request, "volunteers/quote_consent_record.html", {"consent": found, "form": form})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def quote_consent_record_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a consent back for a guardian who came to a desk, once the desk has confirmed."""
    found = queries.quote_consents.at_desk(request.user, code)
    person, now = _doors.person(request), clock.now()
    form = forms.DeskForm(roles.desks(request.user), _doors.sent(request))
    if form.is_valid():
        center = form.cleaned_data["center_code"]
        withdraw = functools.partial(actions.quote_consents.withdraw_quote_consent_at_desk, by=person, now=now)
        if _doors.attempted(form, lambda: withdraw(found.quote, center_code=center)):
            messages.success(request, "同意の取りやめを記録しました。ことばは事例から消え、ご本人にお知らせしました。")
            return redirect("volunteers:quote-consent-record", code=code)
    actions.quote_consents.look_at_desk(found, by=person, now=now)
    return _doors.page(request, "volunteers/quote_consent_record_withdrawal.html", {"consent": found, "form": form})
