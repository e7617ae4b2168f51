"""Giving: one's gifts and receiving code, a gift step by step, the words, and the way back."""

import functools

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators
from backend.common import errors as common
from points import enums, models, permissions
from points.actions import gift_terms, giving
from points.errors import giving as errors
from points.errors.ledger import KeyReused
from points.forms import giving as forms
from points.queries import gift_terms as terms_words
from points.queries import giving as queries
from points.queries import places, statements
from points.rules import giving as rules


@require_safe
@decorators.signed_in
def gifts(request: HttpRequest) -> HttpResponse:
    """This function will list what a person gave and got, the newest first."""
    person, today = roles.person_of(request), clock.today()
    context = {
        "gifts": queries.shown(list(queries.gifts_of(person.code)[:50]), to=person.code),
        "limits": queries.limits(person.code, None, day=today),
        "terms": queries.terms_on(today),
        "balance": statements.balance(person.code, now=clock.now()),
    }
    return render(request, "points/gifts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_codes(request: HttpRequest) -> HttpResponse:
    """This function will take the receiving code that somebody showed, and go on to the gift."""
    form = forms.GiftCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            taker = giving.taker_by_word(form.cleaned_data["word"], by=roles.person_of(request), now=clock.now())
        except common.DomainError as refusal:
            form.add_error("word", refusal.sentence)
            status = refusal.status
        else:
            return redirect("points:gift-new", word=taker.word)
    return render(request, "points/gift_codes.html", {"form": form}, status=422 if status == 404 else status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_new(request: HttpRequest, word: str) -> HttpResponse:
    """This function will take a gift: to whom, how much and which words; what would come of it; and then the gift."""
    person, now = roles.person_of(request), clock.now()
    form = forms.GiftForm(request.POST if request.method == "POST" else None)
    try:
        taker = giving.taker_by_word(word, by=person, now=now)
    except errors.GiftCodeUnknown:
        before = giving.given_before(form.plan(word), by=person, now=now) if form.is_valid() else None
        if before is None:
            raise
        return _gave(request, before)
    if not form.is_valid() or "again" in request.POST:
        return _gift_form(request, form, person, taker, status=422 if form.errors else 200)
    plan = form.plan(word)
    try:
        if "decided" in request.POST:
            return _gave(request, giving.give_gift(plan, by=person, now=now))
        told = giving.try_gift(plan, by=person, now=now)
    except common.DomainError as refusal:
        field = "key" if isinstance(refusal, KeyReused) else "amount"
        form.add_error(None if field == "key" else field, refusal.sentence)
        return _gift_form(request, form, person, taker, status=refusal.status)
    left = statements.balance(person.code, now=now).usable - plan.amount
    context = {"form": form, "plan": plan, "told": told, "taker": taker, "words": rules.words(plan.note), "left": left}
    return render(request, "points/gift_preview.html", context)


def _gave(request: HttpRequest, made: giving.Given) -> HttpResponse:
    messages.success(request, f"{made.taker.name}に{made.gift.amount}ポイントを贈りました。")
    return redirect("points:gift", code=made.gift.code)


def _gift_form(
    request: HttpRequest, form: forms.GiftForm, person: accounts.User, taker: queries.Taker, *, status: int
) -> HttpResponse:
    today = clock.today()
    context = {
        "form": form,
        "taker": taker,
        "limits": queries.limits(person.code, taker, day=today),
        "most": queries.most_at_once(person.code, taker, day=today),
        "balance": statements.balance(person.code, now=clock.now()),
        "terms": queries.terms_on(today),
    }
    return render(request, "points/gift_new.html", context, status=status)


@require_safe
@decorators.signed_in
def gift(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a gift to its two sides, and say what can be done with it."""
    return _gift_page(request, _gift(request, code), forms.AnswerForm(), status=200)


def _gift(request: HttpRequest, code: str, *, as_taker: bool = False) -> models.Gift:
    found = queries.gift(code)
    may = permissions.may_take_gift if as_taker else permissions.may_see_gift
    if found is None or not may(request.user, found):
        raise errors.GiftNotFound
    return found


def _gift_page(request: HttpRequest, found: models.Gift, form: forms.AnswerForm, *, status: int) -> HttpResponse:
    person, now = roles.person_of(request), clock.now()
    is_taker = permissions.may_take_gift(request.user, found)
    context = {
        "shown": queries.shown([found], to=person.code)[0],
        "form": form,
        "is_taker": is_taker,
        "reported": queries.reported_sides(found, by=person.code),
        "is_returnable": is_taker and queries.is_returnable(found, now=now),
        "is_blocked": is_taker and queries.blocks_of(found.taker_code).filter(giver_code=found.giver_code).exists(),
    }
    return render(request, "points/gift.html", context, status=status)


@require_POST
@decorators.signed_in
def gift_answer(request: HttpRequest, code: str) -> HttpResponse:
    """This function will send the answer to a gift."""
    found, form = _gift(request, code, as_taker=True), forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _gift_page(request, found, form, status=422)
    giving.answer_gift(found, form.cleaned_data["text"], by=roles.person_of(request), now=clock.now())
    messages.success(request, "お返事を送りました。")
    return redirect("points:gift", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_return(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask whether to send a gift back, and do so."""
    found, person = _gift(request, code, as_taker=True), roles.person_of(request)
    if request.method == "POST":
        giving.return_gift(found, by=person, now=clock.now())
        messages.success(request, f"{found.amount}ポイントを返しました。")
        return redirect("points:gift", code=code)
    return render(request, "points/gift_return.html", {"shown": queries.shown([found], to=person.code)[0]})


@require_POST
@decorators.signed_in
def gift_block(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take no more gifts from the giver of this one."""
    giving.block_giver(_gift(request, code, as_taker=True), by=roles.person_of(request), now=clock.now())
    messages.success(request, "この方からは、もう届きません。相手には知らされません。")
    return redirect("points:gift", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_report(request: HttpRequest, code: str, side: str) -> HttpResponse:
    """This function will put the other's words before the city."""
    found, form = _gift(request, code), forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = roles.person_of(request)
        gift_terms.report_note(found, side, reason=form.cleaned_data["reason"], by=person, now=clock.now())
        messages.success(request, "市にお知らせしました。確認の結果をお知らせします。")
        return redirect("points:gift", code=code)
    person = roles.person_of(request)
    context = {"shown": queries.shown([found], to=person.code)[0], "form": form, "side": side}
    return render(request, "points/gift_report.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_address(request: HttpRequest) -> HttpResponse:
    """This function will show one's receiving code, and make one for who agrees to the name that it shows."""
    person, now = roles.person_of(request), clock.now()
    form = forms.AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            giving.open_address(person=person, **form.cleaned_data, now=now)
        except errors.NicknameMissing as refusal:
            form.add_error("nickname", refusal.sentence)
        else:
            messages.success(request, "受け取り番号を作りました。前の番号は使えません。")
            return redirect("points:gift-address")
    found = queries.open_address(person.code, now=now)
    context = {
        "form": form,
        "address": found,
        "blocks": queries.blocks_shown(list(queries.blocks_of(person.code))),
        **_picture(found),
    }
    if found is not None:
        context["shown_name"] = rules.shown_name(found.name_form, name=person.name, nickname=found.nickname)
    return render(request, "points/gift_address.html", context, status=422 if form.errors else 200)


def _picture(address: models.GiftAddress | None) -> dict[str, object]:
    if address is None:
        return {}
    path = reverse("points:gift-new", kwargs={"word": address.word})
    picture = codes.qr_svg(f"{settings.SITE_URL}{path}", label="受け取り番号のQRコード")
    return {"qr": picture, "word": rules.shown_word(address.word)}


@require_POST
@decorators.signed_in
def gift_address_closing(request: HttpRequest) -> HttpResponse:
    """This function will end one's receiving code."""
    person = roles.person_of(request)
    giving.close_address(person.code, by=person, now=clock.now())
    messages.success(request, "受け取り番号を止めました。いまは、だれからも届きません。")
    return redirect("points:gift-address")


@require_POST
@decorators.signed_in
def gift_unblocking(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let the giver of a gift give again, to oneself or to a community for which one acts."""
    found = _gift(request, code, as_taker=True)
    for block in queries.blocks_of(found.taker_code).filter(giver_code=found.giver_code):
        giving.unblock_giver(block, by=roles.person_of(request), now=clock.now())
    messages.success(request, "ふたたび受け取れるようにしました。")
    if found.taker_kind == enums.AccountKind.PERSON:
        return redirect("points:gift-address")
    return redirect("points:community-gifts", code=found.taker_code)


@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """This function will list the communities that accept points."""
    own = queries.managed_by(roles.person_of(request)) if request.user.is_authenticated else ()
    context = {"communities": queries.accepting(now=clock.now()), "own": own}
    return render(request, "points/communities.html", context)


def _community(request: HttpRequest, code: str) -> accounts.Organisation:
    found = queries.communities().filter(code=code).first()
    if found is None:
        raise errors.CommunityNotFound
    if not roles.manages_organisation(request.user, found):
        raise errors.NoCommunity
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def community_gifts(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who acts for a community its points, what came, what went, and use some at a center."""
    community, person, now = _community(request, code), roles.person_of(request), clock.now()
    centers = places.center_names()
    form = forms.UseForm(request.POST if request.method == "POST" else None, centers=centers)
    if request.method == "POST" and form.is_valid():
        try:
            gift_terms.use_for_community(community, form.plan(), by=person, now=now)
        except common.DomainError as refusal:
            form.add_error("amount", refusal.sentence)
        else:
            messages.success(request, "団体のポイントを使いました。担当者みなさんにお知らせしました。")
            return redirect("points:community-gifts", code=code)
    account, address = queries.community_account(code), queries.open_address(code, now=now)
    context = {
        "community": community,
        "form": form,
        "usable": queries.community_points(account, today=clock.date_of(now)),
        "expires_on": queries.next_expiry(account, today=clock.date_of(now)),
        "gifts": queries.shown(list(queries.gifts_to(code)[:50]), to=code),
        "uses": [(one, centers.get(one.center_code, one.center_code)) for one in queries.uses_of(code)[:50]],
        "blocks": queries.blocks_shown(list(queries.blocks_of(code))),
        "address": address,
        **_picture(address),
    }
    return render(request, "points/community_gifts.html", context, status=422 if form.errors else 200)


@require_POST
@decorators.signed_in
def community_address(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a community accept gifts, by a new code, or end that."""
    community, person = _community(request, code), roles.person_of(request)
    if "close" in request.POST:
        giving.close_address(community.code, by=person, now=clock.now())
        messages.success(request, "受け取りを止めました。")
    else:
        giving.open_community_address(community, by=person, now=clock.now())
        messages.success(request, "受け取り番号を作りました。前の番号は使えません。")
    return redirect("points:community-gifts", code=code)


@require_safe
def gift_terms_page(request: HttpRequest) -> HttpResponse:
    """This function will show everybody the limits of giving."""
    found = queries.terms_on(clock.today())
    context = {"terms": found, "lines": queries.terms_lines(found) if found else []}
    return render(request, "points/gift_terms_page.html", context)


_official = functools.partial(roles.allowed, permissions.may_set_rules)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_terms_list(request: HttpRequest) -> HttpResponse:
    """This function will show the city its terms, and publish new ones after a page that says what will change."""
    person, now = _official(request), clock.now()
    found = queries.terms_on(clock.date_of(now))
    initial = {name: getattr(found, name) for name, _ in forms.LIMITS} if found else {}
    initial |= {"per_gift": found.per_gift, "minor_per_gift": found.minor_per_gift} if found else {}
    initial["starts_on"] = clock.date_of(now)
    form = forms.TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 422 if form.errors else 200
    if form.is_valid() and "again" not in request.POST:
        decided = "decided" in request.POST
        step = gift_terms.publish_gift_terms if decided else gift_terms.try_gift_terms
        try:
            made = step(form.plan(), key=form.cleaned_data["key"], by=person, now=now)
        except common.DomainError as refusal:
            form.add_error("starts_on" if isinstance(refusal, errors.GiftTermsDatesInvalid) else None, refusal.sentence)
            status = refusal.status
        else:
            if not decided:
                return _terms_preview(request, form)
            messages.success(request, f"{made.starts_on:%Y年%-m月%-d日}からのきまりを公開しました。")
            return redirect("points:gift-terms-list")
    context = {"form": form, "versions": queries.all_terms()[:20], "in_force": found}
    return render(request, "points/gift_terms_list.html", context, status=status)


def _terms_preview(request: HttpRequest, form: forms.TermsForm) -> HttpResponse:
    told = form.cleaned_data
    lines = terms_words.differences(told, told["starts_on"])
    context = {
        "form": form,
        "told": told,
        "before": queries.terms_on(told["starts_on"]),
        "differences": [one for one in lines if one.before != one.after],
        "kept": [one for one in lines if one.before == one.after],
        "later": terms_words.later_ones(told["starts_on"]),
    }
    return render(request, "points/gift_terms_preview.html", context)


@require_safe
@decorators.signed_in
def gift_reports(request: HttpRequest) -> HttpResponse:
    """This function will list the words that wait for the city's decision."""
    _official(request)
    return render(request, "points/gift_reports.html", {"reports": queries.note_reports()[:100]})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def gift_report_decision(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show reported words without names, and hide or keep them."""
    person, found = _official(request), queries.note_report(code)
    form = forms.DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        hide, reason = "hide" in request.POST, form.cleaned_data["reason"]
        if hide and not reason.strip():
            form.add_error("reason", "見えないようにする理由を書いてください。")
        else:
            gift_terms.decide_note_report(code, hide=hide, reason=reason, by=person, now=clock.now())
            messages.success(request, "決定し、お知らせした方に結果を伝えました。")
            return redirect("points:gift-reports")
    else:
        gift_terms.look_at_note(found, by=person, now=clock.now())
    context = {"report": found, "form": form, "side_label": enums.NoteSide(found.note.side).label}
    return render(request, "points/gift_report_decision.html", context, status=422 if form.errors else 200)
