"""Every form of an activity that is refused only as it is done comes back: the text in it, the reason above it.

What is refused by the state of things has its state made here. Where nothing but another person's deed between the
page's look and the action's lock can refuse, the action is told to refuse.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import errors
from tests.factories import accounts as people
from tests.factories import consents
from tests.factories import offers as parties
from tests.factories import thanks as said
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries

pytestmark = pytest.mark.django_db
LONG = "長い時間をかけて書いた文章です。"
State = enums.AssignmentState
GUARDIAN = {"guardian_name": LONG, "relation": "parent"}
DESK = GUARDIAN | {"seen": "on", "center_code": "kuji"}


@dataclass(frozen=True)
class Scene:
    """Who sends what where."""

    page: str
    code: str
    by: accounts.User | None
    sent: dict[str, Any] = field(default_factory=lambda: {"reason": LONG})
    kept: str = LONG


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _organised(page: str, place: models.Assignment, **sent: Any) -> Scene:  # noqa: ANN401
    by = factories.manager_of(place.shift.request)
    return Scene(page, place.code, by, sent or {"reason": LONG}, next(iter(sent.values()), LONG))


def _own(page: str, place: models.Assignment, **sent: Any) -> Scene:  # noqa: ANN401
    return Scene(page, place.code, place.person, sent or {"reason": LONG})


def _past(state: State) -> models.Assignment:
    made: models.Assignment = factories.AssignmentFactory.create(
        shift=factories.ShiftFactory.create(), state=state, ended_at=NOW
    )
    return made


# What the state of things refuses -------------------------------------------------------------------------------------


def _consent_given_meanwhile() -> Scene:
    held = consents.held(factories.ShiftFactory.create())
    consents.given(held.person, shift=held.shift)
    return Scene("consent-record", held.code, people.staff_of("kuji"), DESK | {"scope": "shift"})


def _shift_called_off() -> Scene:
    shift = factories.ShiftFactory.create()
    by = factories.manager_of(shift.request)
    actions.call_off_shift(shift, by=by, reason="雨", now=NOW)
    return Scene("shift-call-off", shift.code, by)


def _request_called_off() -> Scene:
    request = factories.ShiftFactory.create().request
    by = factories.manager_of(request)
    actions.call_off_request(request, by=by, reason="雨", now=NOW)
    return Scene("request-call-off", request.code, by)


def _nobody_to_invite() -> Scene:
    shift = factories.ShiftFactory.create()
    return Scene(
        "shift-invitation-wave", shift.code, factories.manager_of(shift.request), {"people": 7, "days": 9}, "9"
    )


def _party_gone() -> Scene:
    place = parties.party_invited(factories.ShiftFactory.create(), parties.party_offer())
    models.Assignment.objects.filter(pk=place.pk).update(state=State.DECLINED, ended_at=NOW)
    return Scene("party-withdrawal", place.code, place.person)


def _came() -> models.Assignment:
    return said.came(shift=factories.ShiftFactory.create(days=0))


def _approved() -> models.Assignment:
    place = _came()
    actions.approve_hours(place, by=factories.manager_of(place.shift.request), now=NOW)
    return place


def _decided_report() -> Scene:
    report = said.report(said.answer(said.came()), people.UserFactory.create())
    official = people.city_official()
    actions.thanks.decide_report(report, by=official, now=NOW, outcome="kept", note="見本")
    return Scene("feedback-report", report.code, official, {"outcome": "kept", "note": LONG})


def _day_before() -> Scene:
    place = factories.confirmed(factories.ShiftFactory.create())
    number = place.person.code
    return Scene(
        "shift-check-ins", place.shift.code, factories.manager_of(place.shift.request), {"code": number}, number
    )


STATES: dict[str, Callable[[], Scene]] = {
    "consent-record": _consent_given_meanwhile,
    "shift-call-off": _shift_called_off,
    "request-call-off": _request_called_off,
    "shift-invitation-wave": _nobody_to_invite,
    "assignment-withdrawal": lambda: _own("assignment-withdrawal", _past(State.WITHDRAWN)),
    "party-withdrawal": _party_gone,
    "application-refusal": lambda: _organised("application-refusal", _past(State.WITHDRAWN)),
    "assignment-check-in-withdrawal": lambda: _organised(
        "assignment-check-in-withdrawal", factories.confirmed(factories.ShiftFactory.create(days=0))
    ),
    "assignment-hours-withdrawal": lambda: _organised("assignment-hours-withdrawal", _came()),
    "assignment-objection": lambda: _own("assignment-objection", _came(), words=LONG),
    "assignment-own-hours": lambda: _own("assignment-own-hours", _approved(), minutes="50", note=LONG),
    "feedback-report": _decided_report,
    "shift-check-ins": _day_before,
}


# What only another person's deed refuses ------------------------------------------------------------------------------


def _link() -> Scene:
    consent = consents.ConsentFactory.create(shift=factories.ShiftFactory.create())
    sent = GUARDIAN | {"answer": "yes", "is_guardian": "on"}
    return Scene("consent", queries.consents.token_of(consent), None, sent)


def _quote() -> models.Quote:
    minor, shift = consents.minor(), factories.ShiftFactory.create(days=-1)
    consents.given(minor, shift=shift)
    place = said.came(minor, shift=shift)
    quote = said.quote(said.StoryFactory.create(organisation=shift.request.organisation), said.answer(place))
    actions.stories.agree_to_quote(quote, shown_as="うみねこ", by=minor, now=NOW)
    return quote


def _quote_link() -> Scene:
    _quote()
    token = queries.quote_consents.token_of(models.QuoteConsent.objects.get())
    return Scene("quote-guardian", token, None, GUARDIAN | {"answer": "yes", "is_guardian": "on"})


def _question(page: str, by: accounts.User | None = None, **sent: str) -> Scene:
    request = factories.ShiftFactory.create().request
    asked = models.Question.objects.create(
        request=request, person=people.UserFactory.create(), shown_name="見本", text="見本", asked_at=NOW
    )
    code = request.code if page == "question-new" else asked.code
    return Scene(page, code, by or factories.manager_of(request), sent or {"reason": LONG})


def _held() -> models.HeldSkill:
    return parties.held(_served(), parties.SkillFactory.create())


def _served() -> accounts.User:
    """Somebody whom the desk of 久慈 serves."""
    person: accounts.User = people.UserFactory.create(district=people.DistrictFactory.create(center_code="kuji"))
    return person


def _proof() -> Scene:
    skill = parties.SkillFactory.create()
    sent = {"skill": skill.code, "proof": "completion", "valid_until": "2031-02-03", "center_code": "kuji"}
    return Scene("person-skills", _served().code, people.staff_of("kuji"), sent, f'value="{skill.code}" selected')


def _absent() -> models.Assignment:
    place = factories.confirmed(factories.ShiftFactory.create(days=-1))
    actions.record_no_show(place, by=factories.manager_of(place.shift.request), now=NOW)
    return place


def _party_that_came() -> Scene:
    place = factories.confirmed(factories.ShiftFactory.create(days=0))
    parties.party_of(place, people.GroupFactory.create())
    return Scene(
        "assignment-headcount", place.code, factories.manager_of(place.shift.request), {"present": "7"}, 'value="7"'
    )


def _reviewed() -> Scene:
    request = factories.RequestFactory.create(in_review=True)
    return Scene("request-review", request.code, people.administrator(), {"verdict": "refuse", "note": LONG})


def _reviewed_story() -> Scene:
    story = said.StoryFactory.create(in_review=True)
    return Scene("story-review", story.code, people.city_official(), {"verdict": "refuse", "note": LONG})


RACES: dict[str, tuple[str, Callable[[], Scene]]] = {
    "consent": ("answer_for_minor", _link),
    "quote-guardian": ("quote_consents.answer_for_quote", _quote_link),
    "quote-consent-record": (
        "quote_consents.record_quote_consent",
        lambda: Scene("quote-consent-record", _quote().code, people.staff_of("kuji"), DESK),
    ),
    "question-new": ("questions.ask", lambda: _question("question-new", text=LONG, name_form="none")),
    "question-answers": ("questions.answer", lambda: _question("question-answers", text=LONG)),
    "question-hiding": ("questions.hide", lambda: _question("question-hiding")),
    "person-skills": ("skills.confirm_skill", _proof),
    "held-skill-withdrawal": (
        "skills.withdraw_skill_confirmation",
        lambda: Scene("held-skill-withdrawal", _held().code, people.staff_of("kuji")),
    ),
    "assignment-headcount": ("count_party", _party_that_came),
    "assignment-no-show-withdrawal": (
        "undo_no_show",
        lambda: _organised("assignment-no-show-withdrawal", _absent()),
    ),
    "request-review": ("review_request", _reviewed),
    "story-review": ("stories.review_story", _reviewed_story),
}


def _refused(client: PageClient, scene: Scene) -> tuple[int, str]:
    if scene.by:
        client.force_login(scene.by)
    answer = client.post(reverse(f"volunteers:{scene.page}", args=[scene.code]), scene.sent)
    return answer.status_code, str(answer.content.decode())


@pytest.mark.parametrize("name", STATES)
def test_what_was_typed_stays_beside_the_reason_for_which_it_is_refused(client: PageClient, name: str) -> None:
    scene = STATES[name]()
    status, page = _refused(client, scene)
    assert (status, "data-error-summary" in page, scene.kept in page) == (409, True, True)


@pytest.mark.parametrize("name", RACES)
def test_what_was_typed_stays_where_somebody_else_was_faster(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    action, scene = RACES[name]

    def refuse(*_: object, **__: object) -> None:
        raise errors.Conflict

    sent = scene()
    monkeypatch.setattr(f"volunteers.actions.{action}", refuse)
    status, page = _refused(client, sent)
    assert (status, errors.Conflict().sentence in page, sent.kept in page) == (409, True, True)
