"""Questions and answers that everybody reads."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from backend.notices import actions as notices
from volunteers import errors as refusals
from volunteers import models, queries, rules


def ask(
    request: models.Request,
    *,
    text: str,
    name_form: str,
    by: accounts.User,
    now: datetime,
    nickname: str = "",
) -> models.Question:
    """This function will ask the organisers something where everybody reads it, under the name that the person chose.

    Addresses and phone numbers in it are masked. What somebody asks twice stands once.
    Raises NothingWritten, FullNameShown, QuestionAskedAlready.
    """
    shown = rules.contact.masked(rules.contact.shown_name(name_form, name=by.name, nickname=nickname)).text
    if by.name and rules.contact.is_full_name(shown, name=by.name):
        raise refusals.contact.FullNameShown
    words = _public(text)
    with errors.translated(), transaction.atomic():
        known = queries.questions.standing(request, by, words)
        if known is not None:
            return known
        asked = models.Question.objects.create(request=request, person=by, shown_name=shown, text=words, asked_at=now)
        audit.record("volunteers.ask", by=by, subject=asked.code, now=now, request=request.code)
        for manager in queries.people.managers(request.organisation):
            _tell(manager, asked, "question", asked.text, key=f"question:{asked.code}", now=now)
    return asked


def _public(text: str) -> str:
    if not text.strip():
        raise refusals.contact.NothingWritten
    return rules.contact.masked(text.strip()).text


def _tell(
    person: accounts.User, question: models.Question, template: str, words: str, *, key: str, now: datetime
) -> None:
    notices.send(
        to=person,
        template=f"volunteers/{template}",
        key=key,
        context={"title": question.request.title, "words": words},
        url=f"{reverse('volunteers:request-detail', args=[question.request.code])}#{question.code}",
        now=now,
    )


def answer(question: models.Question, *, text: str, by: accounts.User, now: datetime) -> models.QuestionAnswer:
    """This function will answer a question as the organisation; who asked is told. Raises NothingWritten."""
    with transaction.atomic():
        given = models.QuestionAnswer.objects.create(question=question, by=by, text=_public(text), answered_at=now)
        audit.record("volunteers.answer", by=by, about=question.person, subject=given.code, now=now)
        _tell(question.person, question, "question_answered", given.text, key=f"answer:{given.code}", now=now)
    return given


@retries.on_conflict
def hide(
    post: models.Question | models.QuestionAnswer, *, reason: str, by: accounts.User, now: datetime
) -> models.Question | models.QuestionAnswer:
    """This function will hide a question with its answers, or one answer, from everybody but the organisers.

    Raises HiddenAlready, HidingNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        current = type(post)._base_manager.select_for_update(no_key=True).get(pk=post.pk)
        if current.is_hidden:
            raise refusals.contact.HiddenAlready
        current.hidden_at, current.hidden_by, current.hidden_reason = now, by, reason.strip()
        current.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        about = post.person if isinstance(post, models.Question) else post.by
        audit.record("volunteers.hide", by=by, about=about, subject=current.code, reason=reason, now=now)
    return current
