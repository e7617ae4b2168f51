"""People's words in stories: who writes the story asks, who said them decides."""

import functools

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators
from volunteers import actions, models, queries
from volunteers.forms import stories as forms
from volunteers.views import _doors

ON_A_PAGE = 24
THANKS = "ありがとうございます。いつでも取りやめられます。"
GUARDIAN_NEXT = {
    False: "ありがとうございます。次に、保護者の方に下のリンクか番号を見せてください。同意があるまでは、載りません。",
    True: "ありがとうございます。保護者の方にメールを送りました。アドレスは、送ったあとに消します。",
}


@decorators.signed_in
@require_http_methods(["GET"])
def story_quotes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the writer of a story which answers it could quote."""
    found = queries.stories.own(request.user, code)
    now = clock.now()
    answers = queries.stories.quotable(found, today=clock.date_of(now))
    actions.stories.read_answers(found, [one.feedback for one in answers], by=roles.person_of(request), now=now)
    return render(request, "volunteers/story_quotes.html", {"story": found, "answers": answers})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def story_quote_new(request: HttpRequest, code: str, answer: str) -> HttpResponse:
    """This function will ask somebody whether a passage of their answer may stand in a story."""
    found = queries.stories.own(request.user, code)
    feedback = queries.stories.answer_to_quote(found, answer)
    form = forms.QuoteForm(_doors.sent(request), initial={"text": feedback.text[:300]})
    if request.method == "POST" and form.is_valid():
        text, person, now = form.cleaned_data["text"], roles.person_of(request), clock.now()
        ask = functools.partial(actions.stories.ask_to_quote, found, feedback=feedback, text=text, by=person, now=now)
        if _doors.attempted(form, ask):
            return _asked(request, found)
    return _passage(request, found, feedback, form)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def quote_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put another passage in place of one, and ask anew."""
    quote = queries.stories.written_quote(request.user, code)
    form = forms.QuoteForm(_doors.sent(request), initial={"text": quote.text})
    if request.method == "POST" and form.is_valid():
        text, person, now = form.cleaned_data["text"], roles.person_of(request), clock.now()
        reword = functools.partial(actions.stories.reword_quote, quote, text=text, by=person, now=now)
        if _doors.attempted(form, reword):
            return _asked(request, quote.story)
    return _passage(request, quote.story, quote.feedback, form)


def _asked(request: HttpRequest, story: models.Story) -> HttpResponse:
    messages.success(request, "ご本人にお願いしました。同意が届くまでは、載りません。")
    return redirect("volunteers:story-quotes", code=story.code)


def _passage(
    request: HttpRequest, story: models.Story, feedback: models.Feedback, form: forms.QuoteForm
) -> HttpResponse:
    context = {"story": story, "texts": queries.stories.texts_of(feedback), "form": form}
    return _doors.page(request, "volunteers/quote_changes.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def quote_removal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a quote out of a story for who writes it."""
    quote = queries.stories.written_quote(request.user, code)
    actions.stories.drop_quote(quote, by=roles.person_of(request), now=clock.now())
    messages.success(request, "引用を外しました。")
    return redirect("volunteers:story-quotes", code=quote.story.code)


@decorators.signed_in
@require_http_methods(["GET"])
def quotes(request: HttpRequest) -> HttpResponse:
    """This function will list where somebody's words stand or are asked for."""
    found = queries.stories.of_person(roles.person_of(request))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/quotes.html", {"page": page})


@decorators.signed_in
@require_http_methods(["GET"])
def quote(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show somebody what of their words would stand in which story."""
    found = queries.stories.own_quote(request.user, code)
    return _quote(request, found, forms.AgreementForm(asks_guardian=_needs_guardian(found)))


def _needs_guardian(found: models.Quote) -> bool:
    return queries.quote_consents.is_needed(found, today=clock.today())


def _quote(request: HttpRequest, found: models.Quote, form: forms.AgreementForm) -> HttpResponse:
    now, today = clock.now(), clock.today()
    asked = queries.quote_consents.of_quote(found)
    shows_link = asked is not None and queries.quote_consents.shows_link(asked, now=now)
    link = _link(request, asked) if asked is not None and shows_link else ""
    context = {
        "quote": found,
        "form": form,
        "can_agree": queries.stories.may_be_quoted(found.feedback, today=today),
        "needs_guardian": _needs_guardian(found),
        "number": queries.consents.short_of(asked) if asked is not None and shows_link else "",
        "address": request.build_absolute_uri(reverse("volunteers:consents")),
        "asked": asked,
        "link": link,
        "qr": codes.qr_svg(link, label="保護者の方が開くページの二次元コード") if link else "",
    }
    return _doors.page(request, "volunteers/quote.html", context)


def _link(request: HttpRequest, asked: models.QuoteConsent) -> str:
    token = queries.quote_consents.token_of(asked)
    return request.build_absolute_uri(reverse("volunteers:quote-guardian", args=[token]))


@decorators.signed_in
@require_http_methods(["POST"])
def quote_consent(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let somebody's words stand in a story under the name they choose."""
    found = queries.stories.own_quote(request.user, code)
    form = forms.AgreementForm(request.POST, asks_guardian=_needs_guardian(found))
    if not form.is_valid():
        return _quote(request, found, form)
    told = {"shown_as": form.shown_as(), "contact": form.cleaned_data.get("contact", "")}
    done = _doors.attempted(
        form, lambda: actions.stories.agree_to_quote(found, by=roles.person_of(request), now=clock.now(), **told)
    )
    if done is None:
        return _quote(request, found, form)
    messages.success(request, THANKS if done.is_given else GUARDIAN_NEXT[bool(told["contact"])])
    return redirect("volunteers:quote", code=found.code)


@decorators.signed_in
@require_http_methods(["POST"])
def quote_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will keep somebody's words out of a story."""
    found = queries.stories.own_quote(request.user, code)
    actions.stories.decline_quote(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, "載せないことにしました。もう一度お願いされることはありません。")
    return redirect("volunteers:quotes")


@decorators.signed_in
@require_http_methods(["POST"])
def quote_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take somebody's words out of a story at once."""
    found = queries.stories.own_quote(request.user, code)
    actions.stories.take_back_quote(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, "取りやめました。事例からは、もう消えています。")
    return redirect("volunteers:quotes")
