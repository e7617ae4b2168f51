"""What was asked and answered about a request, where everybody reads it."""

from django.db.models import Prefetch, QuerySet

from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from volunteers import models, permissions
from volunteers.queries import _found


def of_request(request: models.Request, *, with_hidden: bool = False) -> QuerySet[models.Question]:
    """This function will list a request's questions, the latest first, with their answers as `read_answers`.

    What is hidden comes only to the organisers, `with_hidden`.
    """
    answers = models.QuestionAnswer.objects.order_by("answered_at", "pk")
    questions = request.questions.order_by("-asked_at", "-pk")
    if not with_hidden:
        questions, answers = questions.filter(hidden_at=None), answers.filter(hidden_at=None)
    return questions.prefetch_related(Prefetch("answers", answers, to_attr="read_answers"))


def organised_question(user: Visitor, code: str) -> models.Question:
    """This function will give a question about a request that somebody runs."""
    questions = models.Question.objects.select_related("request__organisation", "person")
    return _found.one(questions, code, may=lambda found: permissions.may_organise(user, found.request))


def organised_answer(user: Visitor, code: str) -> models.QuestionAnswer:
    """This function will give an answer about a request that somebody runs."""
    answers = models.QuestionAnswer.objects.select_related("question__request__organisation", "by")
    return _found.one(answers, code, may=lambda found: permissions.may_organise(user, found.question.request))


def last_of(person_id: int) -> models.Question | None:
    """This function will give the question that somebody asked last, for the name under which they asked."""
    return models.Question.objects.filter(person=person_id).order_by("-asked_at", "-pk").first()


def standing(request: models.Request, person: accounts.User, text: str) -> models.Question | None:
    """This function will give what somebody asks in the same words already, where everybody reads it."""
    return models.Question.objects.filter(request=request, person=person, text=text, hidden_at__isnull=True).first()
