"""Skills, proofs, neighbours, exceptions, limits, parties that offer, and requests that ask for proof or a language."""

import itertools
from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models, queries, rules

# The city's own list comes from its people; this is one to try.
SKILLS = (
    ("普通自動車免許", "運転免許証"),
    ("普通救命講習", "修了証"),
    ("刈払機の安全衛生教育", "修了証"),
    ("保育士", "保育士証"),
    ("手話通訳", "登録証"),
    ("読み聞かせ", ""),
    ("パソコン・スマートフォンの操作を教える", ""),
)
BRUSH = "公園のまわりの草刈り（刈払機を使います）"
TALKING = "外国から来た方と、日本語で話しませんか"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make them after the fields, people and organisations of the demo."""
    if models.Skill.objects.exists():
        return
    city = _user(people.ADMINISTRATOR)
    skills = {name: actions.skills.add_skill(name=name, paper=paper, by=city, now=now) for name, paper in SKILLS}
    # No public list tells which districts border on one another: the order of the city's list stands in (仮データ).
    actions.distances.keep_neighbours(itertools.pairwise(people.DISTRICTS))
    _skilled_neighbour(skills, now)
    _prove(skills, now)
    _parties(now)
    _requests(skills, now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _skilled_neighbour(skills: dict[str, models.Skill], now: datetime) -> None:
    person, today = _user(people.NEIGHBOUR), clock.date_of(now)
    plan = actions.OfferPlan(
        fields=list(models.Field.objects.filter(code__in=["events", "greenery", "cleanup"])),
        districts=[],
        times=[
            actions.OfferTimePlan(6, time(9), time(12)),
            actions.OfferTimePlan(6, time(13, 30), time(16)),
            actions.OfferTimePlan(7, time(9), time(12)),
        ],
        words="草刈り機が使えます。",
        away=[actions.AwayPlan(today + timedelta(days=60), today + timedelta(days=67))],
        also=[actions.AlsoPlan(today + timedelta(days=10), time(10), time(12))],
        languages=["ja", "en"],
        skills=[skills["刈払機の安全衛生教育"], skills["普通自動車免許"]],
        reach_steps=2,
        limits=rules.offers.Limits(times_a_week=1, times_a_month=3),
    )
    actions.save_offer(person, plan=plan, by=person, now=now)


def _prove(skills: dict[str, models.Skill], now: datetime) -> None:
    today = clock.date_of(now)
    ends = {"刈払機の安全衛生教育": None, "普通自動車免許": today + timedelta(days=45)}
    for name, until in ends.items():
        actions.skills.confirm_skill(
            _user(people.NEIGHBOUR),
            skill=skills[name],
            proof=enums.SkillProof.COMPLETION if until is None else enums.SkillProof.LICENCE,
            valid_until=until,
            center_code="suwa",
            by=_user(people.OTHER_DESK),
            now=now,
        )


def _parties(now: datetime) -> None:
    for person in (people.LEADER, people.NPO):
        by = _user(person)
        for party in queries.offers.parties_of(by):
            plan = actions.OfferPlan(
                fields=list(models.Field.objects.filter(code__in=["events", "culture", "cleanup"])),
                districts=[],
                times=[actions.OfferTimePlan(6, time(9), time(15))],
                words="会場の準備と片付けができます。",
            )
            size = actions.PartyPlan(headcount=8, frequency=enums.PartyFrequency.MONTHLY)
            actions.offers.save_party_offer(party, plan=plan, of=size, by=by, now=now)


def _requests(skills: dict[str, models.Skill], now: datetime) -> None:
    organisation = accounts.Organisation.objects.get(name=people.COMMUNITY)
    by = organisation.members.order_by("pk")[0].user
    for title, field, district, more in (
        (
            BRUSH,
            "greenery",
            "suwa",
            {"certificate_skill": skills["刈払機の安全衛生教育"], "certificate_reason": "刃のある機械を使うため"},
        ),
        (TALKING, "culture", "kuji", {"languages": ("en", "zh"), "wanted_skills": (skills["読み聞かせ"].code,)}),
    ):
        plan = actions.RequestPlan(
            title=title,
            field=models.Field.objects.get(code=field),
            tasks="はじめての方には、担当者が横で説明します。休みながらできる作業です。",
            district=accounts.District.objects.get(code=district),
            meeting_point="交流センターの玄関",
            contact="推進 世話人（デモ） 000-0000-0000",
            **more,
        )
        day = clock.date_of(now) + timedelta(days=(6 - clock.date_of(now).isoweekday()) % 7 + 14)
        starts = clock.at(day, time(9, 30))
        shift = actions.ShiftPlan(starts, starts + timedelta(hours=2), "地区の公園", capacity=10, minimum=3)
        actions.post_request(organisation, plan=plan, shifts=[shift], by=by, now=now)
