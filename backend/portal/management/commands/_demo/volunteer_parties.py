"""A party that came and was counted, one that is asked, one with members of its own name; and the words of a minor."""

from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models, queries
from volunteers.actions import party_members, quote_consents
from volunteers.actions.consents import Guardian

TITLE = "公園のベンチをみがいて、色をぬりましょう"
STORY_TITLE = "公園のベンチをみがきました"
GUARDIAN = Guardian("見本 花子", enums.Relation.PARENT)
SAID = (
    "みがくと木の色が出てきて、おもしろかったです。また来たいです。",
    "はけの使い方を教えてもらいました。むらなくぬれるようになりました。",
)
STORY = (
    "登録団体の方5人と中学生が、公園のベンチをみがき、2回に分けて色をぬりました。\n"
    "今は、お散歩の方がひと休みしています。"
)
DAY = timedelta(days=1)


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make the two activities as if each step had been taken in its time."""
    if models.Request.objects.filter(title=TITLE).exists():
        return
    first, second, coming, later = _post(now).shifts.order_by("starts_at")
    _party_comes(first, now)
    said = [_child_comes(shift, words) for shift, words in zip((first, second), SAID, strict=True)]
    _tell(first, said, now)
    _ask_party(coming, people=4, now=now)
    _party_with_members(later, now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _detailed(shift: models.Shift) -> models.Shift:
    return queries.requests.detailed_shifts().get(pk=shift.pk)


def _post(now: datetime) -> models.Request:
    organisation = accounts.Organisation.objects.get(name=people.COMMUNITY)
    plan = actions.RequestPlan(
        title=TITLE,
        field=models.Field.objects.get(code="culture"),
        tasks="ベンチを紙やすりでみがき、色をぬります。道具は用意します。",
        district=accounts.District.objects.get(code="kuji"),
        meeting_point="見本公園の入口",
        contact="推進 世話人（デモ） 000-0000-0000",
    )
    today = clock.date_of(now)
    # The party's offer is for Saturdays.
    saturday = today - timedelta(days=today.isoweekday() % 7 + 1)
    begins = [clock.at(saturday + timedelta(days=days), time(13)) for days in (-21, -14, 28, 35)]
    shifts = [actions.ShiftPlan(at, at + timedelta(hours=2), "見本公園", capacity=12) for at in begins]
    return actions.post_request(organisation, plan=plan, shifts=shifts, by=_user(people.ORGANISER), now=now - 40 * DAY)


def _ask_party(shift: models.Shift, *, people: int, now: datetime) -> models.Assignment:
    found = _detailed(shift)
    offer = models.Offer.objects.get(group__isnull=False)
    handle = queries.matching.handle_of(found, offer)
    by = found.request.organisation.members.order_by("pk")[0].user
    return actions.parties.invite_offer(found, handle=handle, people=people, by=by, now=now)


def _party_comes(shift: models.Shift, now: datetime) -> None:
    """Eight offered, six said that they come, five came."""
    asked = queries.parties.detailed().get(pk=_ask_party(shift, people=6, now=shift.starts_at - 10 * DAY).pk)
    leader, organiser = _user(people.LEADER), _user(people.ORGANISER)
    actions.parties.accept_for_party(
        asked, coming=6, by=leader, now=shift.starts_at - 9 * DAY, declaration="名簿で、全員が18歳以上と確かめました。"
    )
    actions.check_in(
        _detailed(shift), person=leader, method=enums.CheckInMethod.NAME, by=organiser, now=shift.starts_at
    )
    place = models.Assignment.objects.detailed().get(pk=asked.pk)
    evening = shift.ends_at + timedelta(hours=4)
    actions.count_party(place, present=5, contact_came=True, by=organiser, now=evening)
    actions.approve_hours(place, by=organiser, now=evening)


def _party_with_members(shift: models.Shift, now: datetime) -> None:
    """Four come: of two who have an account one has agreed, the other is asked."""
    leader, agreeing = _user(people.LEADER), _user(people.NEIGHBOUR)
    asked = queries.parties.detailed().get(pk=_ask_party(shift, people=4, now=now - DAY).pk)
    actions.parties.accept_for_party(
        asked, coming=4, by=leader, now=now - DAY, declaration="名簿で、全員が18歳以上と確かめました。"
    )
    party = queries.parties.detailed().get(pk=asked.pk)
    named = [
        party_members.name_member(party, number=one.code, by=leader, now=now - DAY)
        for one in (agreeing, _user(people.RESIDENT))
    ]
    party_members.agree_as_member(queries.party_members.own(agreeing, named[0].code), by=agreeing, now=now)


def _child_comes(shift: models.Shift, words: str) -> models.Feedback:
    child, desk = _user(people.CHILD), _user(people.DESK)
    asked = shift.starts_at - 5 * DAY
    place = actions.apply_for_shift(_detailed(shift), person=child, by=child, now=asked)
    actions.record_consent(
        place, scope=enums.ConsentScope.SHIFT, guardian=GUARDIAN, center_code="kuji", by=desk, now=asked
    )
    actions.check_in(_detailed(shift), person=child, method=enums.CheckInMethod.QR, by=child, now=shift.starts_at)
    soon = shift.ends_at + timedelta(hours=1)
    return actions.thanks.answer(place, by=child, now=soon, text=words, impressions=["enjoyed"], city_may_read=True)


def _tell(shift: models.Shift, said: list[models.Feedback], now: datetime) -> None:
    """One quote stands with the guardian's consent; of the other the guardian has still to be asked."""
    organiser, child = _user(people.ORGANISER), _user(people.CHILD)
    request = _detailed(shift).request
    plan = actions.stories.StoryPlan(
        title=STORY_TITLE,
        text=STORY,
        happened_on=shift.day,
        field=request.field,
        district=request.district,
        request=request,
        participants=6,
    )
    story = actions.stories.write_story(request.organisation, plan=plan, by=organiser, now=now - 6 * DAY)
    for feedback, name in zip(said, ("ぶんちん", "はけ名人"), strict=True):
        text = feedback.text.split("。")[0] + "。"
        quote = actions.stories.ask_to_quote(story, feedback=feedback, text=text, by=organiser, now=now - 5 * DAY)
        actions.stories.agree_to_quote(quote, shown_as=name, by=child, now=now - 4 * DAY)
    first = models.Quote.objects.get(story=story, feedback=said[0])
    quote_consents.record_quote_consent(
        first, guardian=GUARDIAN, center_code="kuji", by=_user(people.DESK), now=now - 3 * DAY
    )
    actions.stories.publish_story(story, by=organiser, now=now - 2 * DAY)
