"""What a person can do, what is suggested to them, and the organiser's invitations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, queries
from volunteers.views import _doors

MOST = 30


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def offers(request: HttpRequest) -> HttpResponse:
    """This function will keep what a person can do, when and where."""
    person = _doors.person(request)
    offer = queries.matching.offer_of(person)
    form = forms.OfferForm(_doors.sent(request), offer=offer)
    if request.method == "GET" or not form.is_valid():
        return render(request, "volunteers/offers.html", {"form": form, "offer": offer})
    actions.save_offer(person, plan=form.plan(), by=person, now=clock.now())
    messages.success(request, "協力できることを保存しました。合う活動をご案内します。")
    return redirect("volunteers:suggestions")


@decorators.signed_in
@require_http_methods(["GET"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """This function will suggest activities to a person, each with its reasons."""
    offer = queries.matching.offer_of(_doors.person(request))
    found = queries.matching.shift_suggestions(offer, now=clock.now())[:MOST] if offer else []
    return render(request, "volunteers/suggestions.html", {"offer": offer, "suggestions": found})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_invitations(request: HttpRequest, code: str) -> HttpResponse:
    """This function will suggest people for a shift to its organiser, without names, and ask the one who is chosen."""
    shift = queries.reach.organised_shift(request.user, code)
    form = forms.InvitationForm(_doors.sent(request))
    now = clock.now()
    if request.method == "GET" or not form.is_valid():
        found = queries.matching.people_suggestions(shift, now=now)
        return render(request, "volunteers/shift_invitations.html", {"shift": shift, "suggestions": found})
    actions.invite(shift, handle=form.cleaned_data["handle"], by=_doors.person(request), now=now)
    messages.success(request, "お誘いを送りました。お返事があると、名簿に名前が出ます。")
    return redirect("volunteers:shift-invitations", code=shift.code)
