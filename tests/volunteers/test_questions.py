"""Questions about a request, where everybody reads them."""

import pytest
import time_machine
from django.urls import reverse

from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import volunteers as factories
from tests.support.client import PageClient
from volunteers import actions, enums, models
from volunteers import errors as refusals

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def _page(client: PageClient, request: models.Request) -> str:
    return client.get(reverse("volunteers:request-detail", args=[request.code])).content.decode()


def test_a_question_is_read_by_everybody_under_the_chosen_name_and_told_to_the_organisers(client: PageClient) -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create(name="見本 花子")
    manager = factories.manager_of(request)
    client.force_login(person)
    sent = {"text": "雨の日は？", "name_form": "nickname", "nickname": "はな"}
    client.post(reverse("volunteers:question-new", args=[request.code]), sent)
    client.logout()
    page = _page(client, request)
    assert ("雨の日は？" in page, "はな" in page, "花子" in page) == (True, True, False)
    assert "雨の日は？" in notices.Notice.objects.get(user=manager).body
    assert "花子" not in notices.Notice.objects.get(user=manager).body


@pytest.mark.parametrize("nickname", ["見本花子", ""])
def test_a_nickname_that_is_missing_or_gives_the_name_away_is_refused_with_what_was_typed(
    client: PageClient, nickname: str
) -> None:
    request = factories.RequestFactory.create()
    client.force_login(people.UserFactory.create(name="見本 花子"))
    sent = {"text": "雨の日は？", "name_form": "nickname", "nickname": nickname}
    page = client.post(reverse("volunteers:question-new", args=[request.code]), sent).content.decode()
    assert ("ニックネーム：" in page, "雨の日は？" in page) == (True, True)
    assert not models.Question.objects.exists()


def test_the_action_refuses_a_full_name_and_an_empty_text() -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create(name="見本 花子")
    with pytest.raises(refusals.contact.FullNameShown):
        actions.questions.ask(
            request, text="？", name_form=enums.NameForm.NICKNAME, nickname="見本花子", by=person, now=NOW
        )
    with pytest.raises(refusals.contact.NothingWritten):
        actions.questions.ask(request, text="  ", name_form=enums.NameForm.NONE, by=person, now=NOW)


def test_addresses_in_questions_and_answers_are_masked() -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create()
    asked = actions.questions.ask(
        request, text="090-1234-5678に電話をください", name_form=enums.NameForm.NONE, by=person, now=NOW
    )
    named = {"name_form": enums.NameForm.NICKNAME, "nickname": "090-1234-5678の花"}
    assert actions.questions.ask(request, text="何時から", by=person, now=NOW, **named).shown_name == "［電話番号］の花"
    given = actions.questions.answer(asked, text="mihon@example.testへ", by=factories.manager_of(request), now=NOW)
    assert (asked.text, given.text) == ("［電話番号］に電話をください", "［メールアドレス］へ")


def test_an_answer_stands_under_the_organisations_name_and_is_told_to_who_asked(client: PageClient) -> None:
    question = contact.QuestionFactory.create()
    manager = factories.manager_of(question.request)
    client.force_login(manager)
    client.post(reverse("volunteers:question-answers", args=[question.code]), {"text": "雨なら中止です。"})
    client.logout()
    page = _page(client, question.request)
    assert f"{question.request.organisation.name}の答え" in page
    assert ("雨なら中止です。" in page, manager.name in page) == (True, False)
    assert "雨なら中止です。" in notices.Notice.objects.get(user=question.person).body


def test_what_is_hidden_is_read_by_the_organisers_alone_and_its_reason_is_kept(client: PageClient) -> None:
    question = contact.QuestionFactory.create()
    manager = factories.manager_of(question.request)
    client.force_login(manager)
    hiding = reverse("volunteers:question-hiding", args=[question.code])
    assert "見えなくする理由：" in client.post(hiding, {"reason": ""}).content.decode()
    client.post(hiding, {"reason": "個人のことが書かれているため"})
    assert "ほかの方には見えません" in _page(client, question.request)
    client.logout()
    assert question.text not in _page(client, question.request)
    entry = common.AuditEntry.objects.get(action="volunteers.hide")
    assert (entry.actor_code, entry.about_code, entry.reason) == (
        *(manager.code, question.person.code, "個人のことが書かれているため"),
    )


def test_an_answer_can_be_hidden_by_itself_and_nothing_twice(client: PageClient) -> None:
    question = contact.QuestionFactory.create()
    manager = factories.manager_of(question.request)
    given = actions.questions.answer(question, text="まちがった答えです。", by=manager, now=NOW)
    client.force_login(manager)
    client.post(reverse("volunteers:answer-hiding", args=[given.code]), {"reason": "まちがいのため"})
    client.logout()
    page = _page(client, question.request)
    assert (question.text in page, given.text in page) == (True, False)
    with pytest.raises(refusals.contact.HiddenAlready):
        actions.questions.hide(given, reason="もう一度", by=manager, now=NOW)
    with pytest.raises(refusals.contact.HidingNeedsReason):
        actions.questions.hide(question, reason=" ", by=manager, now=NOW)


def test_questions_are_asked_answered_and_hidden_under_the_api(client: PageClient) -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create()
    asking = people.bearer(person, "volunteers:read", "volunteers:write")
    answering = people.bearer(factories.manager_of(request), "volunteers:write")
    url, kind = reverse("api-volunteers:questions", args=[request.code]), "application/json"
    with time_machine.travel(NOW, tick=False):
        asked = client.post(url, {"text": "雨の日は？"}, content_type=kind, headers=asking)
        answers = reverse("api-volunteers:question-answers", args=[asked.json()["code"]])
        assert client.post(answers, {"text": "中止です。"}, content_type=kind, headers=answering).status_code == 201
    [row] = client.get(url).json()["results"]
    assert (row["shown_name"], row["text"], [one["text"] for one in row["answers"]]) == (
        *("質問した方", "雨の日は？", ["中止です。"]),
    )
    hiding = reverse("api-volunteers:question-hiding", args=[row["code"]])
    assert client.post(hiding, {"reason": "重なり"}, content_type=kind, headers=answering).status_code == 200
    assert client.get(url).json()["results"] == []


def test_a_question_that_is_sent_twice_stands_once(client: PageClient) -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create(name="見本 花子")
    manager = factories.manager_of(request)
    client.force_login(person)
    sent = {"text": "雨の日は？", "name_form": "nickname", "nickname": "はな"}
    for _ in range(2):
        client.post(reverse("volunteers:question-new", args=[request.code]), sent)
    assert (models.Question.objects.count(), notices.Notice.objects.filter(user=manager).count()) == (1, 1)
