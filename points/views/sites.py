"""Sites with a printed QR, for those who set them up."""

import functools

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators
from backend.common import errors as common
from points import actions, enums, errors, permissions, queries, rules
from points.forms import keyed
from points.forms import sites as forms
from points.queries import reach

_official = functools.partial(roles.allowed, permissions.may_set_rules)


@require_safe
@decorators.signed_in
def sites(request: HttpRequest) -> HttpResponse:
    """This function will list the sites: all to the city, a center's own to its desk."""
    if not permissions.may_award_by_hand(request.user):
        raise common.NotAllowed
    found = queries.sites(center_codes=permissions.centers_to_decide(request.user))
    names = queries.rule_names()
    shown = [(site, names.get(site.rule_code, ""), queries.windows_in_words(site)) for site in found]
    context = {"sites": shown, "may_set": permissions.may_set_rules(request.user)}
    return render(request, "points/sites.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def site_new(request: HttpRequest) -> HttpResponse:
    """This function will set up a site with its first window."""
    person = _official(request)
    paid = queries.rules_in_force(clock.today()).filter(way=enums.RuleWay.SITE)
    form = forms.SiteForm(
        request.POST if request.method == "POST" else None, rules=paid, initial={"starts_on": clock.today()}
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            made = actions.open_site(form.plan(), window=form.window(), key=key, by=person, now=clock.now())
        except errors.KeyReused as refusal:
            form.add_error(None, keyed.SPENT)
            status = refusal.status
        else:
            messages.success(request, "会場を作りました。QRコードを印刷して、会場に貼ってください。")
            return redirect("points:site", code=made.code)
    return render(request, "points/site_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def site(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a site with its windows and how many came today, and add a window."""
    found = reach.site(roles.person_of(request), code)
    form = forms.WindowForm(request.POST if request.method == "POST" else None, initial={"starts_on": clock.today()})
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        person, key = _official(request), form.cleaned_data["key"]
        try:
            actions.add_window(found, form.window(), key=key, by=person, now=clock.now())
        except errors.KeyReused as refusal:
            form.add_error(None, keyed.SPENT)
            status = refusal.status
        else:
            messages.success(request, "受付の時間を足しました。")
            return redirect("points:site", code=code)
    context = {
        "site": found,
        "windows": queries.windows_in_words(found),
        "visitors": queries.visitors(found, clock.today()),
        "rule": queries.rule_on(found.rule_code, clock.today()),
        "form": form,
        "may_set": permissions.may_set_rules(request.user),
    }
    return render(request, "points/site.html", context, status=status)


@require_safe
@decorators.signed_in
def site_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give the sheet with a site's QR, to print and put up."""
    found = reach.site(roles.person_of(request), code)
    path = reverse("points:site-visits", kwargs={"code": found.code})
    context = {
        "site": found,
        "windows": queries.windows_in_words(found),
        "qr": codes.qr_svg(f"{settings.SITE_URL}{path}", label=f"{found.name}のQRコード"),
        "address": f"{settings.SITE_URL}{path}",
        "rule": queries.rule_on(found.rule_code, clock.today()),
    }
    return render(request, "points/site_sheet.html", context)


@require_safe
@decorators.signed_in
def site_word(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the four digits of the moment, for a screen or somebody at the site."""
    found = reach.site(roles.person_of(request), code)
    now = clock.now()
    context = {
        "site": found,
        "now": now,
        "word": rules.visits.word(found.secret, now),
        "changes_at": rules.visits.word_changes_at(now),
        "seconds": rules.visits.WORD_ASKED_SECONDS,
    }
    return render(request, "points/site_word.html", context)


@require_POST
@decorators.signed_in
def site_closing(request: HttpRequest, code: str) -> HttpResponse:
    """This function will close a site for good."""
    actions.close_site(reach.site(roles.person_of(request), code), by=_official(request), now=clock.now())
    messages.success(request, "会場を終わりにしました。QRコードはもう使えません。")
    return redirect("points:site", code=code)
