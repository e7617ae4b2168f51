from datetime import datetime

from django.db import transaction

from backend.accounts import actions, enums, models, rules
from backend.common import clock
from backend.portal.management.commands._demo import people

# On the lists only, without an account; the second list has three of the first's people under other spellings.
LISTED = (("見本 一筆", "ミホン ヒトフデ"), ("見本 墨子", "ミホン スミコ"), ("例示 硯", "レイジ スズリ"))
ALTERED = (("見本 代表者", "みほん　だいひょう"), ("例示 二郎", "ﾚｲｼﾞ ｼﾞﾛｳ"), ("見本 すみ子", "ミホンスミコ"))
OTHERS = (("推進 半紙", "スイシン ハンシ"), ("推進 文鎮", "スイシン ブンチン"))


@transaction.atomic
def load(now: datetime) -> None:
    """This function will give the demo's group its year and its list, and let a second one with its people apply."""
    if models.Group.objects.filter(name=people.SECOND_GROUP).exists():
        return
    _register(models.Group.objects.get(name=people.GROUP), now)
    members = [actions.NewMember(name, rules.furigana(furigana)) for name, furigana in (*ALTERED, *OTHERS)]
    actions.register_group(
        name=people.SECOND_GROUP,
        kana="ミホンフデノカイ",
        purpose="書道の練習",
        center_code="kuji",
        members=members,
        by=_user(people.ORGANISER),
        now=now,
    )


def _register(group: models.Group, now: datetime) -> None:
    for name, furigana in LISTED:
        models.GroupMember.objects.create(group=group, name=name, furigana=furigana)
    today, desk = clock.date_of(now), _user(people.DESK)
    term = rules.term_of(today, valid_until=None, opens=models.Municipality().renewal_opens)
    if term is None:
        return
    group.valid_until = term.valid_until
    group.save(update_fields=["valid_until"])
    group.registrations.create(
        status=enums.ReviewStatus.APPROVED,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        user_class=group.user_class,
        member_count=group.members.count(),
        submitted_by=_user(people.LEADER),
        submitted_at=now,
        reviewed_by=desk,
        reviewed_at=now,
    )


def _user(person: people.Person) -> models.User:
    return models.User.objects.get(email=person.email)
