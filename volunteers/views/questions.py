"""Questions about a request, where everybody reads them."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, models, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let somebody ask about a request, under a name that they choose."""
    found, person = queries.reach.readable_request(request.user, code), _doors.person(request)
    form = forms.QuestionForm(_doors.sent(request), person=person)
    if form.is_valid():
        ask = functools.partial(actions.questions.ask, found, by=person, now=clock.now(), **form.cleaned_data)
        if asked := _doors.attempted(form, ask):
            messages.success(request, "質問を載せました。団体から答えがあると、お知らせが届きます。")
            return _back_to(asked)
    return _doors.page(request, "volunteers/question_new.html", {"found": found, "form": form})


def _back_to(question: models.Question) -> HttpResponse:
    return redirect(f"{reverse('volunteers:request-detail', args=[question.request.code])}#{question.code}")


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def question_answers(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser answer a question."""
    question = queries.questions.organised_question(request.user, code)
    form = forms.AnswerForm(_doors.sent(request))
    if form.is_valid():
        by, now = _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.questions.answer(question, by=by, now=now, **form.cleaned_data)):
            messages.success(request, "答えを載せ、質問した方にお知らせしました。")
            return _back_to(question)
    return _doors.page(request, "volunteers/question_answers.html", {"question": question, "form": form})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def question_hiding(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser hide a question with its answers, for a reason."""
    question = queries.questions.organised_question(request.user, code)
    return _hiding(request, question, question)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def answer_hiding(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser hide an answer, for a reason."""
    answer = queries.questions.organised_answer(request.user, code)
    return _hiding(request, answer, answer.question)


def _hiding(
    request: HttpRequest, post: models.Question | models.QuestionAnswer, question: models.Question
) -> HttpResponse:
    form = forms.HidingForm(_doors.sent(request))
    if form.is_valid():
        reason, by, now = form.cleaned_data["reason"], _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.questions.hide(post, reason=reason, by=by, now=now)):
            messages.success(request, "ほかの方には見えないようにしました。")
            return _back_to(question)
    context = {"post": post, "question": question, "form": form}
    return _doors.page(request, "volunteers/question_hiding.html", context)
