"""Who reaches thanks, answers, reports and stories. The resident acts for the organisation, or was the volunteer."""

from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, organisers, owners
from tests.architecture.tables import SIGN_IN, Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import consents
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from volunteers import actions, models, queries

WORDS = "見本のことばです。"
STORY = {"title": "見本の題名", "text": "見本の文", "happened_on": "2026-05-01"}


def _organised(cast: Cast) -> models.Assignment:
    """This function will make somebody who came to a shift that the resident runs."""
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return made.came(request=factories.RequestFactory.create(organisation=organisation))


def _shift(cast: Cast) -> Target:
    place = _organised(cast)
    return Target(kwargs={"code": place.shift.code}, secret=place.person.name)


def _to_thank(cast: Cast) -> Target:
    place = _organised(cast)
    return Target(kwargs={"code": place.shift.code}, data={"everybody": WORDS, "to": [place.code]})


def _to_thank_by_api(cast: Cast) -> Target:
    place = _organised(cast)
    data = {"thanks": [{"assignment": place.code, "text": WORDS}]}
    return Target(kwargs={"code": place.shift.code}, data=data)


def _answered(cast: Cast) -> Target:
    said = made.answer(_organised(cast), text=WORDS)
    return Target(kwargs={"code": said.assignment.shift.code}, secret=WORDS)


def _own_place(cast: Cast) -> Target:
    place = made.came(cast.resident)
    made.thanks(place, by=cast.staff, text=WORDS)
    return Target(kwargs={"code": place.code}, secret=WORDS)


def _to_answer(cast: Cast) -> Target:
    return Target(kwargs={"code": made.came(cast.resident).code}, data={"text": WORDS})


def _own_answer(cast: Cast) -> Target:
    said = made.answer(made.came(cast.resident), text=WORDS)
    return Target(kwargs={"code": said.code}, secret=WORDS)


def _own_answer_to_change(cast: Cast) -> Target:
    return Target(kwargs=_own_answer(cast).kwargs, data={"text": "ほかのことば", "allow": "1", "allowed": True})


def _received(cast: Cast) -> Target:
    said = made.thanks(made.came(cast.resident), by=cast.staff, text=WORDS)
    return Target(kwargs={"code": said.code}, data={"reason": "見本の理由"}, secret=WORDS)


def _received_to_report(cast: Cast) -> Target:
    target = _received(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _report(cast: Cast) -> models.FeedbackReport:
    said = made.thanks(made.came(cast.resident), by=cast.staff, text=WORDS)
    return made.report(said, cast.resident)


def _reports(cast: Cast) -> Target:
    return Target(secret=_report(cast).code)


def _one_report(cast: Cast) -> Target:
    return Target(kwargs={"code": _report(cast).code}, secret=WORDS)


def _decision(cast: Cast) -> Target:
    return Target(kwargs={"code": _report(cast).code}, data={"outcome": "hidden", "note": "見本の理由"})


def _hints(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(days=-1, capacity=20)
    for _ in range(5):
        made.answer(made.came(shift=shift), city_may_read=True, text=WORDS)
    return Target(secret=WORDS)


def _story(cast: Cast, **fields: bool) -> models.Story:
    return made.StoryFactory.create(organisation=people.OrganisationFactory.create(manager=cast.resident), **fields)


def _published(cast: Cast) -> Target:
    story = _story(cast)
    return Target(kwargs={"code": story.code}, secret=story.title)


def _listed(cast: Cast) -> Target:
    return Target(secret=_story(cast).title)


def _draft(cast: Cast) -> Target:
    story = _story(cast, draft=True)
    return Target(kwargs={"code": story.code}, secret=story.title)


def _draft_code(cast: Cast) -> Target:
    return Target(kwargs=_draft(cast).kwargs)


def _published_code(cast: Cast) -> Target:
    return Target(kwargs=_published(cast).kwargs)


def _rewritten(cast: Cast) -> Target:
    field = factories.FieldFactory.create().code
    return Target(kwargs=_published(cast).kwargs, data=STORY | {"field": field, "field_of_activity": field})


def _in_review(cast: Cast) -> Target:
    story = _story(cast, in_review=True)
    return Target(kwargs={"code": story.code}, secret=story.title)


def _review_list(cast: Cast) -> Target:
    return Target(secret=_in_review(cast).secret)


def _verdict(cast: Cast) -> Target:
    return Target(kwargs=_in_review(cast).kwargs, data={"verdict": "approve", "note": ""})


def _to_write(cast: Cast) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    field = factories.FieldFactory.create().code
    data = STORY | {"field": field, "field_of_activity": field, "organisation": organisation.code}
    return Target(data=data)


def _quotable(cast: Cast) -> tuple[models.Story, models.Feedback]:
    place = _organised(cast)
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    return story, made.answer(place, text=WORDS)


def _answers(cast: Cast) -> Target:
    story, _ = _quotable(cast)
    return Target(kwargs={"code": story.code}, secret=WORDS)


def _passage(cast: Cast) -> Target:
    story, said = _quotable(cast)
    return Target(kwargs={"code": story.code, "answer": said.code}, secret=WORDS)


def _to_ask(cast: Cast) -> Target:
    return Target(kwargs=_passage(cast).kwargs, data={"text": WORDS})


def _to_ask_by_api(cast: Cast) -> Target:
    story, said = _quotable(cast)
    return Target(kwargs={"code": story.code}, data={"answer": said.code, "text": WORDS})


def _written_quote(cast: Cast) -> Target:
    quote = made.quote(*_quotable(cast), text="見本のこと")
    return Target(kwargs={"code": quote.code}, secret=WORDS)


def _written_quote_to_change(cast: Cast) -> Target:
    return Target(kwargs=_written_quote(cast).kwargs, data={"text": WORDS})


def _my_quote(cast: Cast, *, agreed: bool = False) -> models.Quote:
    place = made.came(cast.resident)
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    return made.quote(story, made.answer(place), agreed=agreed)


def _guardians_link(cast: Cast, *, answered: bool = False) -> Target:
    cast.resident.date_of_birth = consents.FIFTEEN
    cast.resident.save()
    quote = _my_quote(cast)
    consents.given(cast.resident, shift=quote.feedback.assignment.shift)
    asked = actions.quote_consents.ask_guardian_to_quote(quote, shown_as="", by=cast.resident, now=tables.NOW)
    token = queries.quote_consents.token_of(asked)
    if answered:
        guardian = actions.Guardian("見本 保護者", "parent")
        actions.quote_consents.answer_for_quote(token, gives=True, guardian=guardian, now=tables.NOW)
    data = {"answer": "yes", "guardian_name": "見本 保護者", "relation": "parent", "is_guardian": "on"}
    return Target(kwargs={"token": token}, data=data, secret=quote.text)


def _guardians_answer(cast: Cast) -> Target:
    return Target(kwargs=(found := _guardians_link(cast)).kwargs, data=found.data)


def _guardians_withdrawal(cast: Cast) -> Target:
    return Target(kwargs=_guardians_link(cast, answered=True).kwargs)


def _own_quote(cast: Cast) -> Target:
    quote = _my_quote(cast)
    return Target(kwargs={"code": quote.code}, secret=quote.text)


def _to_decide(cast: Cast) -> Target:
    return Target(kwargs={"code": _my_quote(cast).code}, data={"named": "none"})


def _agreed(cast: Cast) -> Target:
    return Target(kwargs={"code": _my_quote(cast, agreed=True).code})


def city(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what the city's section in charge reaches, on a page or by the API."""
    door = 401 if name.startswith("api-") else SIGN_IN
    return Row(name, build, door, 404, 404, 404, 404, answer, method, city_official=answer)


def api_organisers(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of an API resource of those who act for the organisation."""
    return Row(name, build, 401, answer, 404, 404, 404, 404, method)


ROWS = [
    organisers("volunteers:shift-thanks", _shift),
    organisers("volunteers:shift-thanks", _to_thank, "POST", 302),
    owners("volunteers:assignment-feedback", _own_place),
    owners("volunteers:assignment-feedback", _to_answer, "POST", 302),
    owners("volunteers:feedback-changes", _own_answer),
    owners("volunteers:feedback-changes", _own_answer_to_change, "POST", 302),
    owners("volunteers:feedback-additions", _own_answer),
    owners("volunteers:feedback-additions", _own_answer_to_change, "POST", 302),
    owners("volunteers:feedback-city", _own_answer_to_change, "POST", 302),
    owners("volunteers:feedback-report-new", _received),
    owners("volunteers:feedback-report-new", _received_to_report, "POST", 302),
    city("volunteers:feedback-reports", _reports),
    city("volunteers:feedback-report", _one_report),
    city("volunteers:feedback-report", _decision, "POST", 302),
    city("volunteers:improvement-hints", _hints),
    tables.public("volunteers:stories", _listed),
    tables.public("volunteers:story-feed", _listed),
    tables.public("volunteers:story", _published),
    Row("volunteers:story", _draft, 404, 200, 404, 404, 404, 404),
    tables.private("volunteers:organised-stories"),
    tables.private("volunteers:story-new"),
    Row("volunteers:story-new", _to_write, SIGN_IN, 302, 200, 200, 200, 200, "POST"),
    organisers("volunteers:story-changes", _published),
    organisers("volunteers:story-changes", _rewritten, "POST", 302),
    organisers("volunteers:story-publication", _draft_code, "POST", 302),
    organisers("volunteers:story-withdrawal", _published),
    organisers("volunteers:story-withdrawal", _published_code, "POST", 302),
    city("volunteers:story-reviews", _review_list),
    city("volunteers:story-review", _in_review),
    city("volunteers:story-review", _verdict, "POST", 302),
    organisers("volunteers:story-quotes", _answers),
    organisers("volunteers:story-quote-new", _passage),
    organisers("volunteers:story-quote-new", _to_ask, "POST", 302),
    organisers("volunteers:quote-changes", _written_quote),
    organisers("volunteers:quote-changes", _written_quote_to_change, "POST", 302),
    organisers("volunteers:quote-removal", _written_quote_to_change, "POST", 302),
    tables.private("volunteers:quotes"),
    tables.public("volunteers:quote-guardian", _guardians_link),
    tables.public("volunteers:quote-guardian", _guardians_answer, method="POST", answer=302),
    tables.public("volunteers:quote-guardian-withdrawal", _guardians_withdrawal, method="POST", answer=302),
    owners("volunteers:quote", _own_quote),
    owners("volunteers:quote-consent", _to_decide, "POST", 302),
    owners("volunteers:quote-refusal", _to_decide, "POST", 302),
    owners("volunteers:quote-withdrawal", _agreed, "POST", 302),
    api_organisers("api-volunteers:shift-thanks", _answered),
    api_organisers("api-volunteers:shift-thanks", _to_thank_by_api, "POST", 201),
    api_owners("api-volunteers:assignment-feedback", _own_place),
    Row("api-volunteers:assignment-feedback", _to_answer, 401, 201, 404, 404, 404, 404, "POST"),
    api_owners("api-volunteers:feedback", _own_answer_to_change, "PUT"),
    Row("api-volunteers:feedback-additions", _own_answer_to_change, 401, 201, 404, 404, 404, 404, "POST"),
    api_owners("api-volunteers:feedback-city", _own_answer_to_change, "PUT"),
    Row("api-volunteers:feedback-report-new", _received_to_report, 401, 201, 404, 404, 404, 404, "POST"),
    city("api-volunteers:feedback-reports", _reports),
    city("api-volunteers:feedback-report", _one_report),
    city("api-volunteers:feedback-report-decision", _decision, "POST"),
    city("api-volunteers:improvement-hints", _hints),
    tables.public("api-volunteers:stories", _listed),
    Row("api-volunteers:stories", _to_write, 401, 201, 404, 404, 404, 404, "POST"),
    tables.public("api-volunteers:story", _published),
    api_organisers("api-volunteers:story", _rewritten, "PUT"),
    api_organisers("api-volunteers:story-publication", _draft_code, "POST"),
    api_organisers("api-volunteers:story-withdrawal", _published_code, "POST"),
    city("api-volunteers:story-review", _verdict, "POST"),
    api_organisers("api-volunteers:story-quotes", _answers),
    api_organisers("api-volunteers:story-quotes", _to_ask_by_api, "POST", 201),
    tables.api("api-volunteers:organised-stories"),
    city("api-volunteers:story-reviews", _review_list),
    tables.api("api-volunteers:quotes"),
    api_owners("api-volunteers:quote", _own_quote),
    api_organisers("api-volunteers:quote", _written_quote_to_change, "DELETE", 204),
    api_owners("api-volunteers:quote-consent", _to_decide, "POST"),
    api_owners("api-volunteers:quote-refusal", _to_decide, "POST"),
    api_owners("api-volunteers:quote-withdrawal", _agreed, "POST"),
]
