"""An activity of last week with thanks and answers, and a story of it with one quote that stands and one asked for."""

from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models

TITLE = "公園の落ち葉を集めました"
ANSWERS = (
    (
        people.RESIDENT,
        ["enjoyed", "unprepared"],
        "はじめてでしたが、となりの方が教えてくださり、安心して参加できました。",
    ),
    (
        people.NEIGHBOUR,
        ["enjoyed", "unprepared"],
        "子どもたちと話しながらの作業が楽しかったです。熊手がもう少しあるとよいと思います。",
    ),
    (people.LEADER, ["useful", "unprepared"], "袋がたくさんになって、達成感がありました。"),
    (people.EMPLOYEE, ["clear", "unprepared"], "集合場所が分かりやすく、すぐに始められました。"),
    (people.NPO, ["welcomed", "unprepared"], "お茶の時間に、地区の方とお話しできました。"),
)
THANKS = "朝早くから、ありがとうございました。おかげさまで、公園が見ちがえるようにきれいになりました。"
STORY = (
    "秋の公園に集まり、落ち葉を集めました。\n"
    "集めた葉は、学校の花だんの土になります。はじめての方も、休みながら最後まで参加してくださいました。"
)


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make the activity as if each step had been taken in its time."""
    if models.Story.objects.exists():
        return
    organiser = _user(people.ORGANISER)
    shift = _held(organiser, now)
    places = [_came(shift, person, impressions, words) for person, impressions, words in ANSWERS]
    evening = shift.ends_at + timedelta(hours=4)
    # One has not been thanked yet, so that the page has something to do.
    words = dict.fromkeys([place.code for place in places[:-1]], THANKS)
    words[places[0].code] = "はじめての参加、ありがとうございました。重い袋を運んでくださって、本当に助かりました。"
    actions.thanks.thank(shift, words=words, by=organiser, now=evening)
    _tell(shift, places, organiser, now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _held(organiser: accounts.User, now: datetime) -> models.Shift:
    day = clock.date_of(now) - timedelta(days=7)
    request = actions.post_request(
        accounts.Organisation.objects.get(name=people.COMMUNITY),
        plan=actions.RequestPlan(
            title="公園の落ち葉を集めましょう",
            field=models.Field.objects.get(code="cleanup"),
            tasks="公園の落ち葉を集め、袋に入れます。",
            district=accounts.District.objects.get(code="kuji"),
            meeting_point="公園の入口",
            contact="推進 世話人（デモ） 000-0000-0000",
        ),
        shifts=[
            actions.ShiftPlan(
                starts_at=clock.at(day, time(9)), ends_at=clock.at(day, time(11)), place="見本公園", capacity=10
            )
        ],
        by=organiser,
        now=now - timedelta(days=14),
    )
    return models.Shift.objects.select_related("request__organisation", "request__district").get(request=request)


def _came(shift: models.Shift, whom: people.Person, impressions: list[str], words: str) -> models.Assignment:
    person, soon = _user(whom), shift.ends_at + timedelta(hours=2)
    place = actions.apply_for_shift(shift, person=person, by=person, now=shift.starts_at - timedelta(days=3))
    actions.check_in(shift, person=person, method=enums.CheckInMethod.QR, by=person, now=shift.starts_at)
    actions.thanks.answer(place, by=person, now=soon, text=words, impressions=impressions, city_may_read=True)
    return place


def _tell(shift: models.Shift, places: list[models.Assignment], organiser: accounts.User, now: datetime) -> None:
    request = shift.request
    story = actions.stories.write_story(
        request.organisation,
        plan=actions.stories.StoryPlan(
            title=TITLE,
            text=STORY,
            happened_on=shift.day,
            field=request.field,
            district=request.district,
            request=request,
            participants=len(places),
        ),
        by=organiser,
        now=now - timedelta(days=5),
    )
    _, agreed = (_ask(story, place, organiser, now) for place in places[:2])
    actions.stories.agree_to_quote(agreed, shown_as="まつぼっくり", by=agreed.feedback.by, now=now)
    actions.stories.publish_story(story, by=organiser, now=now - timedelta(days=4))
    city = _user(people.ADMINISTRATOR)
    actions.stories.review_story(story, verdict=enums.Verdict.APPROVE, by=city, now=now - timedelta(days=3))


def _ask(story: models.Story, place: models.Assignment, organiser: accounts.User, now: datetime) -> models.Quote:
    said = models.Feedback.objects.select_related("assignment__person", "by").get(
        assignment=place, way=enums.FeedbackWay.ANSWER
    )
    text = said.text.split("。")[0] + "。"
    return actions.stories.ask_to_quote(story, feedback=said, text=text, by=organiser, now=now - timedelta(days=4))
