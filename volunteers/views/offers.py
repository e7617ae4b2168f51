"""What a person or a party can do: written, resting, deleted; and the answers of parties that were invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, forms, models, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def offers(request: HttpRequest) -> HttpResponse:
    """This function will keep what a person can do, when and where."""
    person = _doors.person(request)
    offer = queries.matching.offer_of(person)
    if request.method == "GET":
        return _offers(request, forms.OfferSheet.of(offer), offer)
    sheet = forms.OfferSheet.sent(request.POST, offer=offer)
    if not _is_final(request) or not sheet.is_valid():
        return _offers(request, sheet, offer)
    try:
        actions.save_offer(person, plan=sheet.plan(), by=person, now=clock.now())
    except errors.DomainError as refusal:
        return _offers(request, sheet, offer, refusal)
    messages.success(request, "協力できることを保存しました。合う活動をご案内します。")
    return redirect("volunteers:suggestions")


def _is_final(request: HttpRequest) -> bool:
    """This function will tell whether the sheet is to be kept, and not to be given back with one row more."""
    return not any(name.startswith("more-") for name in request.POST)


def _offers(
    request: HttpRequest,
    sheet: forms.OfferSheet,
    offer: models.Offer | None,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    person = _doors.person(request)
    context = {
        "sheet": sheet,
        "offer": offer,
        "standing": queries.offers.standing(offer, now=clock.now()) if offer else None,
        "held": list(queries.held_skills.of(person)),
        "today": clock.today(),
        "answers_for_parties": bool(queries.offers.parties_of(person)),
    }
    return _doors.page(request, "volunteers/offers.html", context, refusal)


def _own(request: HttpRequest) -> models.Offer:
    offer = queries.matching.offer_of(_doors.person(request))
    if offer is None:
        raise errors.NotFound
    return offer


@decorators.signed_in
@require_http_methods(["POST"])
def offer_rest(request: HttpRequest) -> HttpResponse:
    """This function will let a person's offer rest."""
    actions.offers.rest_offer(_own(request), by=_doors.person(request), now=clock.now())
    messages.success(request, "お休みにしました。ご案内とお誘いは届きません。いつでも再開できます。")
    return redirect("volunteers:offers")


@decorators.signed_in
@require_http_methods(["POST"])
def offer_resumption(request: HttpRequest) -> HttpResponse:
    """This function will take a person's offer up again, or note that it still holds."""
    actions.offers.resume_offer(_own(request), by=_doors.person(request), now=clock.now())
    messages.success(request, "今もこのとおりと確かめました。合う活動をご案内します。")
    return redirect("volunteers:offers")


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def offer_deletion(request: HttpRequest) -> HttpResponse:
    """This function will delete a person's offer, once they have confirmed."""
    offer = _own(request)
    if request.method == "GET":
        return render(request, "volunteers/offer_deletion.html", {"offer": offer, "party": None})
    actions.offers.delete_offer(offer, by=_doors.person(request), now=clock.now())
    messages.success(request, "協力できることを消しました。決まっている参加は、そのままです。")
    return redirect("volunteers:assignments")


# Parties --------------------------------------------------------------------------------------------------------------


@decorators.signed_in
@require_http_methods(["GET"])
def party_offers(request: HttpRequest) -> HttpResponse:
    """This function will list the groups and organisations for which a person offers, and what they are asked."""
    person = _doors.person(request)
    parties = queries.offers.with_offers(queries.offers.parties_of(person))
    asked = queries.parties.upcoming_of(person, now=clock.now())
    return render(request, "volunteers/party_offers.html", {"parties": parties, "asked": asked, "now": clock.now()})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_offer(request: HttpRequest, code: str) -> HttpResponse:
    """This function will keep what a group or an organisation can do, with how many."""
    party = queries.offers.party_of(_doors.person(request), code)
    offer = queries.offers.offer_of_party(party)
    if request.method == "GET":
        return _party_offer(request, forms.OfferSheet.of(offer, party=True), party, offer)
    sheet = forms.OfferSheet.sent(request.POST, offer=offer, party=True)
    if not _is_final(request) or not sheet.is_valid():
        return _party_offer(request, sheet, party, offer)
    try:
        person, now = _doors.person(request), clock.now()
        actions.offers.save_party_offer(party, plan=sheet.plan(), of=sheet.party_plan(), by=person, now=now)
    except errors.DomainError as refusal:
        return _party_offer(request, sheet, party, offer, refusal)
    messages.success(request, f"「{party.name}」の協力できることを保存しました。")
    return redirect("volunteers:party-offers")


def _party_offer(
    request: HttpRequest,
    sheet: forms.OfferSheet,
    party: queries.offers.Party,
    offer: models.Offer | None,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    standing = queries.offers.standing(offer, now=clock.now()) if offer else None
    context = {"sheet": sheet, "party": party, "offer": offer, "standing": standing}
    return _doors.page(request, "volunteers/party_offer.html", context, refusal)


def _of_party(request: HttpRequest, code: str) -> models.Offer:
    offer = queries.offers.offer_of_party(queries.offers.party_of(_doors.person(request), code))
    if offer is None:
        raise errors.NotFound
    return offer


@decorators.signed_in
@require_http_methods(["POST"])
def party_offer_rest(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a party's offer rest."""
    actions.offers.rest_offer(_of_party(request, code), by=_doors.person(request), now=clock.now())
    messages.success(request, "お休みにしました。ご案内とお誘いは届きません。いつでも再開できます。")
    return redirect("volunteers:party-offer", code=code)


@decorators.signed_in
@require_http_methods(["POST"])
def party_offer_resumption(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a party's offer up again, or note that it still holds."""
    actions.offers.resume_offer(_of_party(request, code), by=_doors.person(request), now=clock.now())
    messages.success(request, "今もこのとおりと確かめました。合う活動をご案内します。")
    return redirect("volunteers:party-offer", code=code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_offer_deletion(request: HttpRequest, code: str) -> HttpResponse:
    """This function will delete a party's offer, once that is confirmed."""
    offer = _of_party(request, code)
    if request.method == "GET":
        return render(request, "volunteers/offer_deletion.html", {"offer": offer, "party": offer.party})
    actions.offers.delete_offer(offer, by=_doors.person(request), now=clock.now())
    messages.success(request, "協力できることを消しました。決まっている参加は、そのままです。")
    return redirect("volunteers:party-offers")


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what a party is asked, and take with how many it comes."""
    found = queries.parties.own_invitation(request.user, code)
    conditions = queries.parties.unsaid_conditions(found)
    person, now = _doors.person(request), clock.now()
    form = forms.PartySizeForm(
        _doors.sent(request),
        initial={"coming": found.places},
        conditions=conditions,
        asks_adult=person.date_of_birth is None and not found.is_confirmed,
    )
    if request.method == "GET" or not form.is_valid():
        return _party_invitation(request, found, form)
    try:
        actions.parties.answer_for_party(found, by=person, now=now, **form.answer())
    except errors.DomainError as refusal:
        return _party_invitation(request, found, form, refusal)
    messages.success(request, f"{form.cleaned_data['coming']}人での参加にしました。ありがとうございます。")
    return redirect("volunteers:party-invitation", code=found.code)


def _party_invitation(
    request: HttpRequest,
    found: models.Assignment,
    form: forms.PartySizeForm,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    now = clock.now()
    context = {
        "assignment": found,
        "members": queries.party_members.placed(found.party).count(),
        "form": form,
        "standing": queries.assignments.standing(found, now=now),
        "contact": actions.phones.read_day_contact(found, by=_doors.person(request), now=now),
    }
    return _doors.page(request, "volunteers/party_invitation.html", context, refusal)


@decorators.signed_in
@require_http_methods(["POST"])
def party_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say no to an invitation for a party."""
    found = queries.parties.own_invitation(request.user, code)
    actions.decline_invitation(found, by=_doors.person(request), now=clock.now())
    messages.success(request, "お誘いを断りました。不利になることはありません。")
    return redirect("volunteers:party-offers")


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a party out of a shift, once that is confirmed."""
    found = queries.parties.own_invitation(request.user, code)
    form = forms.WithdrawalForm(_doors.sent(request))
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.withdraw(found, by=by, now=clock.now(), reason=reason)):
            messages.success(request, "辞退を受け付けました。お知らせいただき、ありがとうございます。")
            return redirect("volunteers:party-offers")
    return _doors.page(request, "volunteers/party_withdrawal.html", {"assignment": found, "form": form})


@decorators.signed_in
@require_http_methods(["GET"])
def party_hours(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who answers for a party what it has done, people times time, by fiscal year."""
    party = queries.offers.party_of(_doors.person(request), code)
    context = {"party": party, "records": queries.parties.records_of(party)}
    return render(request, "volunteers/party_hours.html", context)
