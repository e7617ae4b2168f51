"""What changed about requests after people had joined, and what they answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from backend.common import clock
from volunteers import enums, models, rules
from volunteers.queries import held_skills

Words = dict[str, str]
OF_REQUEST = {
    "title": "募集の名前",
    "field": "活動分野",
    "tasks": "してほしいこと",
    "district": "地区",
    "meeting_point": "集合場所",
    "belongings": "持ち物・服装",
    "contact": "当日の連絡先",
    "weather_rule": "天候が悪いとき",
    "audience": "対象",
    "widening": "対象を広げる日",
    "ages": "年齢",
    "guardian": "保護者の付き添い",
    "certificate": "必要な資格・免許",
    "proof": "資格の確かめ方",
    "wanted_skills": "あると助かるできること",
    "languages": "使うことば",
    "insurance": "保険",
    "gender": "性別",
    "policy": "参加の決め方",
    "waiting": "空き待ち",
    "line_order": "空きをご案内する順番",
    "answer_hours": "空きへの返事を待つ時間",
    "cutoff_hours": "空きのご案内を終える時",
    "confirms_late": "直前の空き",
    "party": "1回の申込みの人数",
    "fee": "参加費",
    "window": "申込みの期間",
}
OF_SHIFT = {
    "starts_at": "開始",
    "ends_at": "終了",
    "place": "場所",
    "capacity": "定員",
    "minimum": "最少人数",
    "reserve": "補欠",
}
OF_WINDOW = {
    "days": "期間と曜日",
    "hours": "時間帯",
    "place": "場所",
    "capacity": "同時に活動できる人数",
    "shortest": "1回の最短",
    "needed": "必要な時間の合計",
}


def labels_of(request: models.Request) -> Words:
    """This function will give what a request's fields are called; an event has contents, and asks nobody for help."""
    return OF_REQUEST | {"tasks": rules.events.words(request.purpose).tasks}


def words_of_request(request: models.Request) -> Words:
    """This function will give a request's fields in words."""
    widens = request.widens_at.astimezone(clock.TOKYO) if request.widens_at else None
    return {
        **{name: str(getattr(request, name)) for name in ("title", "tasks", "meeting_point", "belongings", "contact")},
        "field": request.field.name,
        "district": request.district.name if request.district else "市内全域",
        "weather_rule": request.weather_rule,
        "audience": request.audience_text,
        "widening": f"{widens:%-m月%-d日}から{request.widening_text}" if widens else "",
        "ages": request.ages,
        "guardian": request.get_guardian_display() if request.guardian else "",
        "certificate": request.certificate,
        "proof": "交流センターの窓口で書類を確認" if request.certificate_skill_id else "",
        "wanted_skills": "・".join(held_skills.names(request.wanted_skills)),
        "languages": "・".join(enums.Language(code).label for code in request.languages),
        "insurance": request.get_insurance_display() if request.insurance else "",
        "gender": request.get_gender_display() if request.gender else "",
        "policy": request.get_policy_display(),
        "waiting": "受け付けます" if request.has_waiting_list else "受け付けません",
        "line_order": request.get_line_order_display(),
        "answer_hours": f"{request.answer_hours}時間",
        "cutoff_hours": f"開始の{request.cutoff_hours}時間前",
        "confirms_late": "直前でも参加できる方から" if request.confirms_late else "先着順",
        "party": f"{request.party_limit}人まで" if request.party_limit > 1 else "",
        "fee": request.fee_note,
        "window": request.window_text,
    }


def words_of_shift(shift: models.Shift) -> Words:
    """This function will give a shift's fields in words."""
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    return {
        "starts_at": f"{starts:%Y年%-m月%-d日 %-H:%M}",
        "ends_at": f"{ends:%Y年%-m月%-d日 %-H:%M}",
        "place": shift.place,
        "capacity": f"{shift.capacity}人",
        "minimum": f"{shift.minimum}人",
        "reserve": f"{shift.reserve}人" if shift.reserve else "",
    }


def words_of_window(window: models.Window) -> Words:
    """This function will give a window's fields in words."""
    return {
        "days": window.days_text,
        "hours": window.hours_text,
        "place": window.place,
        "capacity": f"{window.capacity}人",
        "shortest": f"{window.shortest_minutes}分",
        "needed": f"{window.minutes_needed}分" if window.minutes_needed else "",
    }


@dataclass(frozen=True, slots=True)
class Pending:
    """A change about which somebody has not said yet whether they stay; `lines` are label, old and new."""

    change: models.RequestChange
    lines: list[Mapping[str, str]]


def pending_of(assignment: models.Assignment) -> list[Pending]:
    """This function will list the important changes that wait for somebody's answer, the latest first."""
    answers = assignment.change_answers.filter(answer="").select_related("change").order_by("-change__made_at", "-pk")
    has_place = assignment.is_confirmed
    return [Pending(one.change, rules.changes.readable(one.change.lines, has_place=has_place)) for one in answers]


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that somebody was asked about, with what they said: an empty answer waits for one."""

    change: models.RequestChange
    lines: list[Mapping[str, str]]
    answer: str
    answered_at: datetime | None


# What a list of assignments brings along, so that each tells its changes without a query.
ANSWERS = Prefetch(
    "change_answers", models.ChangeAnswer.objects.select_related("change").order_by("-change__made_at", "-pk")
)


def asked_of(assignment: models.Assignment) -> list[Asked]:
    """This function will list the changes that somebody was asked about, the latest first."""
    if "change_answers" not in getattr(assignment, "_prefetched_objects_cache", {}):
        prefetch_related_objects([assignment], ANSWERS)
    has_place = assignment.is_confirmed
    return [
        Asked(one.change, rules.changes.readable(one.change.lines, has_place=has_place), one.answer, one.answered_at)
        for one in assignment.change_answers.all()
    ]


def of_request(request: models.Request) -> QuerySet[models.RequestChange]:
    """This function will list what was changed in a request, the latest first, with how many stay, left, or are open.

    The counts stand as `stays`, `left` and `open`.
    """
    answered = {
        "stays": Count("answers", filter=Q(answers__answer=enums.Answer.STAYS)),
        "left": Count("answers", filter=Q(answers__answer=enums.Answer.LEFT)),
        "open": Count("answers", filter=Q(answers__answer=enums.Answer.OPEN, answers__assignment__ended_at=None)),
    }
    return request.changes.select_related("shift").annotate(**answered).order_by("-made_at", "-pk")


def clashing(shift: models.Shift, starts_at: datetime, ends_at: datetime) -> QuerySet[models.Assignment]:
    """This function will list those with a place in a shift who have another activity at the time it moves to."""
    busy = models.Assignment.objects.placed().filter(during__overlap=(starts_at, ends_at)).exclude(shift=shift)
    confirmed = shift.assignments.placed().filter(person__in=busy.values("person"))
    return confirmed.select_related("person").order_by("pk")
