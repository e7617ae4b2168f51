"""What is suggested to a person, and the offers that an organiser looks at and asks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, forms, models, queries
from volunteers.views import _doors

MOST = 30


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
    """This function will show the offers for a shift to its organiser, without names, and ask the one who is chosen."""
    shift = queries.reach.organised_shift(request.user, code)
    form = forms.OfferInvitationForm(_doors.sent(request))
    if request.method == "GET" or not form.is_valid():
        return _shift_invitations(request, shift, form)
    handle, many, by = form.cleaned_data["handle"], form.many(), _doors.person(request)
    try:
        actions.parties.invite_offer(shift, handle=handle, people=many, by=by, now=clock.now())
    except errors.DomainError as refusal:
        return _shift_invitations(request, shift, form, refusal)
    messages.success(request, "お誘いを送りました。お返事があると、名簿に名前が出ます。")
    return redirect("volunteers:shift-invitations", code=shift.code)


def _shift_invitations(
    request: HttpRequest,
    shift: models.Shift,
    asked: forms.OfferInvitationForm,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    wanted = forms.OfferFilterForm(request.GET)
    by, now = _doors.person(request), clock.now()
    found = actions.offers.read_offers(shift, wanted=wanted.wanted(), by=by, now=now, most=MOST)
    context = {"shift": shift, "suggestions": found, "form": wanted, "asked": asked}
    return _doors.page(request, "volunteers/shift_invitations.html", context, refusal)
