"""Contact in the demo: questions, a thread of both sides, an announcement, and somebody whom a desk calls."""

from datetime import datetime, time

from django.db import transaction

from backend.accounts import models as accounts
from backend.notices import actions as notices
from backend.portal.management.commands._demo import people, volunteers
from volunteers import actions, enums, models, queries

QUESTION = "小学生の子どもと一緒に参加できますか。"
CALLED = "電話 ひさ江"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will let people of the demo ask, write, announce, and wish to be called."""
    if models.Question.objects.exists():
        return
    _awake(now)
    request = models.Request.objects.get(title=volunteers.REQUESTS[0].title)
    organiser = queries.people.managers(request.organisation)[0]
    _ask(request, organiser, now)
    _write(request, organiser, now)
    _announce(request, organiser, now)
    _call(now)


def _awake(now: datetime) -> None:
    """This function will let mails of the demo come at night too: who tries it looks at what they just did."""
    always = notices.Wishes(quiet_from=time(0), quiet_until=time(0))
    for person in people.PEOPLE:
        user = _user(person)
        notices.set_wishes(user, wishes=always, by=user, now=now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _ask(request: models.Request, organiser: accounts.User, now: datetime) -> None:
    form = enums.NameForm.NICKNAME
    asked = actions.questions.ask(
        request, text=QUESTION, name_form=form, nickname="はなママ", by=_user(people.RESIDENT), now=now
    )
    words = "はい。波打ちぎわから離れたところを、ご一緒にお願いします。軍手は子ども用も用意します。"
    actions.questions.answer(asked, text=words, by=organiser, now=now)
    actions.questions.ask(
        request,
        text="駐車場は何台ぐらい使えますか。",
        name_form=enums.NameForm.NONE,
        by=_user(people.NEIGHBOUR),
        now=now,
    )


def _write(request: models.Request, organiser: accounts.User, now: datetime) -> None:
    person = _user(people.NEIGHBOUR)
    place = models.Assignment.objects.detailed().filter(person=person, shift__request=request).order_by("pk")[0]
    text = "はじめて参加します。長靴は必要ですか。私の番号は 000-1234-5678 です。"
    first = actions.threads.write_first(place, side=enums.Side.PERSON, text=text, by=person, now=now)
    answer = "ありがとうございます。運動靴でだいじょうぶです。当日お待ちしています。"
    actions.threads.write_message(first.thread, side=enums.Side.ORGANISER, text=answer, by=organiser, now=now)
    person.phone = "000-0000-2222"
    person.save(update_fields=["phone"])
    actions.phones.share_phone(place, shared=True, by=person, now=now)


def _announce(request: models.Request, organiser: accounts.User, now: datetime) -> None:
    text = "集合場所の駐車場は、北側の入口からお入りください。飲み物を忘れずにお持ちください。"
    words = actions.announcements.Words("駐車場の入口について", text, ["confirmed"], "demo")
    actions.announcements.announce(request, shift=None, words=words, by=organiser, now=now)


def _call(now: datetime) -> None:
    """This function will let somebody without mail be called by the desk of their district."""
    district = accounts.District.objects.get(code="kuji")
    called = accounts.User.objects.create_user(
        None, name=CALLED, furigana="デンワ ヒサエ", phone="000-0000-1111", district=district, lives_in_city=True
    )
    desk = _user(people.DESK)
    notices.set_wishes(called, wishes=notices.Wishes(by_mail=False, by_desk="phone"), by=desk, now=now)
    request = models.Request.objects.get(title=volunteers.REQUESTS[2].title)
    shift = queries.requests.detailed_shifts().filter(request=request).order_by("starts_at")[0]
    # The desk has no date of birth of theirs, and heard on the phone that they are grown up.
    said = [enums.Condition.ADULT.value]
    actions.apply_for_shift(shift, person=called, by=desk, now=now, stated=said)
