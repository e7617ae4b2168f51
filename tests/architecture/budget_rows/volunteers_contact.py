"""How many queries the pages of contact take."""

from tests.architecture import tables
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import volunteers as factories
from volunteers import models


def _request(cast: Cast) -> models.Request:
    return factories.RequestFactory.create(organisation=people.OrganisationFactory.create(manager=cast.resident))


def _questions(cast: Cast, n: int) -> Target:
    request = factories.RequestFactory.create()
    asked = contact.QuestionFactory.create_batch(n, request=request)
    for one in asked:
        models.QuestionAnswer.objects.create(question=one, by=cast.staff, text="はい。", answered_at=factories.NOW)
    return Target(kwargs={"code": request.code}, shows=tuple(one.text for one in asked))


def _open(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.RequestFactory.create().code})


def _question(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": contact.QuestionFactory.create(request=_request(cast)).code})


def _answer(cast: Cast, n: int) -> Target:
    question = contact.QuestionFactory.create(request=_request(cast))
    given = models.QuestionAnswer.objects.create(
        question=question, by=cast.resident, text="はい。", answered_at=factories.NOW
    )
    return Target(kwargs={"code": given.code})


def _threads(cast: Cast, n: int) -> Target:
    made = [contact.ThreadFactory.create(person=cast.resident, place=day) for day in range(3, n + 3)]
    return Target(shows=tuple(one.request.title for one in made))


def _thread(cast: Cast, n: int) -> Target:
    thread = contact.ThreadFactory.create(person=cast.resident)
    written = [contact.MessageFactory.create(thread=thread, text=f"見本の文{number}です。").text for number in range(n)]
    return Target(kwargs={"code": thread.code}, shows=tuple(written))


def _own_place(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.confirmed(factories.ShiftFactory.create(), cast.resident).code})


def _shared_phone(cast: Cast, n: int) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(request=_request(cast), starts_at=tables.NOW))
    models.PhonePermission.objects.create(assignment=place, given_at=factories.NOW)
    return Target(kwargs={"code": place.code})


def _announcement(cast: Cast, n: int) -> Target:
    request = _request(cast)
    places = [factories.ShiftFactory.create(request=request, place=f"見本公園{i}").place for i in range(n)]
    return Target(kwargs={"code": request.code}, shows=tuple(places))


RESIDENT = Role.RESIDENT
ROWS = [
    Budget("volunteers:request-detail", Role.ANONYMOUS, _questions, queries=5),
    Budget("volunteers:question-new", RESIDENT, _open, queries=4, flat=True),
    Budget("volunteers:question-answers", RESIDENT, _question, queries=5, flat=True),
    Budget("volunteers:question-hiding", RESIDENT, _question, queries=5, flat=True),
    Budget("volunteers:answer-hiding", RESIDENT, _answer, queries=5, flat=True),
    Budget("volunteers:threads", RESIDENT, _threads, queries=5),
    Budget("volunteers:thread-detail", RESIDENT, _thread, queries=7),
    Budget("volunteers:assignment-messages", RESIDENT, _own_place, queries=5, flat=True),
    Budget("volunteers:assignment-phone", RESIDENT, _shared_phone, queries=7, flat=True),
    Budget("volunteers:announcement-new", RESIDENT, _announcement, queries=6),
    Budget("volunteers:city-announcement-new", Role.ADMINISTRATOR, tables.flat, queries=4, flat=True),
    Budget("api-volunteers:questions", Role.ANONYMOUS, _questions, queries=3),
    Budget("api-volunteers:threads", RESIDENT, _threads, queries=3),
    Budget("api-volunteers:thread", RESIDENT, _thread, queries=5),
    Budget("api-volunteers:day-contact", RESIDENT, _own_place, queries=2, flat=True),
    Budget("api-volunteers:assignment-phone", RESIDENT, _shared_phone, queries=5, flat=True),
]
