"""People of a party: the contact names them by their number, and each says for themselves whether they come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import forms, models, queries
from volunteers.actions import party_members as actions
from volunteers.actions import places
from volunteers.forms.attendance import NumberForm
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_members(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show whom a party has named, and let its contact name one more."""
    found, person = queries.parties.own_invitation(request.user, code), _doors.person(request)
    form = NumberForm(_doors.sent(request))
    made = None
    if form.is_valid():
        number = form.cleaned_data["code"]
        made = _doors.attempted(form, lambda: actions.name_member(found, number=number, by=person, now=clock.now()))
    if made is None:
        context = {"assignment": found, "form": form, "members": queries.party_members.of_party(found.party)}
        return _doors.page(request, "volunteers/party_members.html", context)
    messages.success(request, "ご本人に確認のお知らせを送りました。参加すると答えると、お名前が出ます。")
    return redirect("volunteers:party-members", code=found.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_member_removal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask, and then take back that somebody was named; who agreed loses the place to the party."""
    member = queries.party_members.of_own_party(request.user, code)
    if request.method != "POST":
        return _doors.page(request, "volunteers/party_member_removal.html", {"member": member})
    actions.drop_member(member, by=_doors.person(request), now=clock.now())
    messages.success(request, "取り下げました。団体の人数の合計はそのままです。")
    return redirect("volunteers:party-members", code=member.party.assignment.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def party_member(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show somebody for which party they were named, and take their yes."""
    member, person = queries.party_members.own(request.user, code), _doors.person(request)
    form = _form(request, member)
    made = None
    if form.is_valid():
        now = clock.now()
        member.person = places.tell_birth(person, born=form.born(), now=now)
        made = _doors.attempted(form, lambda: actions.agree_as_member(member, by=person, now=now, stated=form.stated()))
    if made is None or made.place is None:
        context = {"member": member, "shift": member.party.assignment.shift, "form": form}
        return _doors.page(request, "volunteers/party_member.html", context)
    messages.success(request, made.place.outcome)
    return redirect("volunteers:assignment-detail", code=made.place.code)


def _form(request: HttpRequest, member: models.PartyMember) -> forms.AcceptanceForm:
    shift, now = member.party.assignment.shift, clock.now()
    return forms.AcceptanceForm(
        _doors.sent(request),
        request=shift.request,
        asked=queries.people.asked_of(member.person, shift),
        age=queries.people.asked_age(member.person, shift.request, now=now),
    )


@decorators.signed_in
@require_http_methods(["POST"])
def party_member_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say no for somebody who was named."""
    member = queries.party_members.own(request.user, code)
    actions.decline_as_member(member, by=_doors.person(request), now=clock.now())
    messages.success(request, "お返事を受け付けました。不利になることはありません。")
    return redirect("volunteers:assignments")
