"""Who asks, answers, writes, announces and calls. The resident acts for the organisation, or is the volunteer."""

from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, organisers, owners
from tests.architecture.tables import SIGN_IN, Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import volunteers as factories
from volunteers import models

TEXT = {"text": "駐車場はありますか。"}
WORDS = {"title": "お知らせ", "text": "長靴を持ってきてください。", "to": ["confirmed"], "key": "page", "send": "1"}


def _request(cast: Cast) -> models.Request:
    """This function will make a request that the resident runs."""
    return factories.RequestFactory.create(organisation=people.OrganisationFactory.create(manager=cast.resident))


def _open(cast: Cast) -> Target:
    request = factories.RequestFactory.create()
    return Target(kwargs={"code": request.code}, secret=request.title)


def _asked(cast: Cast) -> Target:
    return Target(kwargs=_open(cast).kwargs, data={**TEXT, "name_form": "none"})


def _public_questions(cast: Cast) -> Target:
    question = contact.QuestionFactory.create()
    return Target(kwargs={"code": question.request.code}, secret=question.text)


def _question(cast: Cast) -> Target:
    question = contact.QuestionFactory.create(request=_request(cast))
    return Target(kwargs={"code": question.code}, data={**TEXT, "reason": "重なり"}, secret=question.text)


def _question_only(cast: Cast) -> Target:
    target = _question(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _answer(cast: Cast) -> Target:
    question = contact.QuestionFactory.create(request=_request(cast))
    given = models.QuestionAnswer.objects.create(
        question=question, by=cast.resident, text="見本の答えです。", answered_at=factories.NOW
    )
    return Target(kwargs={"code": given.code}, data={"reason": "まちがい"}, secret=given.text)


def _answer_only(cast: Cast) -> Target:
    target = _answer(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _own_thread(cast: Cast) -> Target:
    thread = contact.ThreadFactory.create(person=cast.resident)
    message = contact.MessageFactory.create(thread=thread, text="見本だけが読む文です。")
    return Target(kwargs={"code": thread.code}, secret=message.text)


def _organised_thread(cast: Cast) -> Target:
    thread = contact.ThreadFactory.create(request=_request(cast))
    message = contact.MessageFactory.create(thread=thread, text="見本だけが読む文です。")
    return Target(kwargs={"code": thread.code}, secret=message.text)


def _written(cast: Cast) -> Target:
    return Target(kwargs=_own_thread(cast).kwargs, data=TEXT)


def _written_by_organiser(cast: Cast) -> Target:
    return Target(kwargs=_organised_thread(cast).kwargs, data=TEXT)


def _own_place(cast: Cast) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(), cast.resident)
    return Target(kwargs={"code": place.code}, data={**TEXT, "share": "1", "shared": True})


def _organised_place(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    return Target(kwargs={"code": factories.confirmed(shift).code}, data=TEXT)


def _shared_phone(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast), starts_at=tables.NOW)
    place = factories.confirmed(shift, people.UserFactory.create(phone="090-1111-2222"))
    models.PhonePermission.objects.create(assignment=place, given_at=factories.NOW)
    return Target(kwargs={"code": place.code}, secret="090-1111-2222")


def _contact_of_the_day(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(starts_at=tables.NOW)
    place = factories.confirmed(shift, cast.resident)
    return Target(kwargs={"code": place.code}, secret="000-0000-0000")


def _joined(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    factories.confirmed(shift)
    return Target(kwargs={"code": shift.request.code}, data=WORDS)


def _district(cast: Cast) -> Target:
    district = people.DistrictFactory.create(code="announced")
    factories.OfferFactory.create(person__district=district)
    return Target(kwargs={"code": district.code}, data={**WORDS, "to": ["volunteers"]})


def _to_district(cast: Cast) -> Target:
    target = _district(cast)
    district = people.DistrictFactory.create(code="announced")
    return Target(data={**target.data, "district": district.pk})


def city(
    name: str, build: tables.Builder, method: str = "GET", answer: int = 200, anonymous: tables.Answer = SIGN_IN
) -> Row:
    """This function will give the row of what the city's section in charge does; of the six, the administrator."""
    return Row(name, build, anonymous, 404, 404, 404, 404, answer, method, city_official=answer)


ROWS = [
    tables.private("volunteers:question-new", _open),
    tables.private("volunteers:question-new", _asked, method="POST", answer=302),
    organisers("volunteers:question-answers", _question),
    organisers("volunteers:question-answers", _question_only, "POST", 302),
    organisers("volunteers:question-hiding", _question),
    organisers("volunteers:question-hiding", _question_only, "POST", 302),
    organisers("volunteers:answer-hiding", _answer),
    organisers("volunteers:answer-hiding", _answer_only, "POST", 302),
    tables.private("volunteers:threads"),
    owners("volunteers:thread-detail", _own_thread),
    owners("volunteers:thread-detail", _organised_thread),
    owners("volunteers:thread-detail", _written, "POST", 302),
    owners("volunteers:thread-detail", _written_by_organiser, "POST", 302),
    owners("volunteers:assignment-messages", _own_place),
    owners("volunteers:assignment-messages", _organised_place),
    owners("volunteers:assignment-messages", _own_place, "POST", 302),
    owners("volunteers:assignment-messages", _organised_place, "POST", 302),
    organisers("volunteers:assignment-phone", _shared_phone),
    owners("volunteers:phone-permission", _own_place, "POST", 302),
    organisers("volunteers:announcement-new", _joined),
    organisers("volunteers:announcement-new", _joined, "POST", 302),
    city("volunteers:city-announcement-new", tables.nothing),
    city("volunteers:city-announcement-new", _to_district, "POST", 302),
    tables.public("api-volunteers:questions", _public_questions),
    tables.api("api-volunteers:questions", _asked, method="POST", answer=201),
    Row("api-volunteers:question-answers", _question_only, 401, 201, 404, 404, 404, 404, "POST"),
    api_owners("api-volunteers:question-hiding", _question_only, "POST"),
    api_owners("api-volunteers:answer-hiding", _answer_only, "POST"),
    tables.api("api-volunteers:threads"),
    api_owners("api-volunteers:thread", _own_thread),
    Row("api-volunteers:thread-messages", _written, 401, 201, 404, 404, 404, 404, "POST"),
    Row("api-volunteers:assignment-messages", _own_place, 401, 201, 404, 404, 404, 404, "POST"),
    api_owners("api-volunteers:day-contact", _contact_of_the_day),
    api_owners("api-volunteers:assignment-phone", _shared_phone),
    api_owners("api-volunteers:phone-permission", _own_place, "PUT"),
    Row("api-volunteers:announcements", _joined, 401, 201, 404, 404, 404, 404, "POST"),
    city("api-volunteers:city-announcements", _district, "POST", 201, 401),
]
