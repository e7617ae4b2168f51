"""The score of a suggestion: integers only, the same for the same facts, each factor with its sentence.

Decision record 0005 gives the reasons for the weights.
"""

from dataclasses import dataclass
from datetime import time

from volunteers.enums import Factor, Weekday

# What each factor can give; together 1000.
WEIGHTS = {
    Factor.FIELD: 200,
    Factor.TIME: 300,
    Factor.DISTRICT: 150,
    Factor.SKILL: 60,
    Factor.LANGUAGE: 40,
    Factor.NEED: 150,
    Factor.FAIRNESS: 100,
}
WHOLE = 1000
# Who lives so many districts away, or so many metres, still comes from near by; with each third the factor falls.
NEAR_STEPS, NEAR_METRES = 2, 5_000
# After so many activities in the last 90 days a person has had their turn.
FAIR_SHARE = 4
FAIRNESS_DAYS = 90
# A shift that has its minimum is needed less, by how many places are left.
NEED_WITH_MINIMUM = 600


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a day in Tokyo time, in minutes from midnight; `until` is not part of it."""

    weekday: int
    start: int
    until: int

    @property
    def minutes(self) -> int:
        """This function will give the length."""
        return self.until - self.start


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one person and one shift that the person could join."""

    slot: Slot
    free_times: tuple[Slot, ...]
    field_name: str
    same_field: bool
    district_name: str
    same_district: bool
    steps: int | None
    metres: int | None
    skills_asked: int
    skills: tuple[str, ...]
    languages_asked: int
    languages: tuple[str, ...]
    capacity: int
    minimum: int
    taken: int
    recent: int


@dataclass(frozen=True, slots=True)
class Part:
    """One factor of a score: its points and what it means to the volunteer and to the organiser."""

    factor: Factor
    points: int
    to_volunteer: str
    to_organiser: str


@dataclass(frozen=True, slots=True)
class Score:
    """How well a person and a shift go together, 0 to 1000, with its parts."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """This function will add up the parts."""
        return sum(part.points for part in self.parts)

    @property
    def reasons(self) -> tuple[str, ...]:
        """This function will tell the volunteer why, the weightiest reason first."""
        return tuple(part.to_volunteer for part in self._telling() if part.to_volunteer)

    @property
    def organiser_reasons(self) -> tuple[str, ...]:
        """This function will tell the organiser why, the weightiest reason first."""
        return tuple(part.to_organiser for part in self._telling() if part.to_organiser)

    def _telling(self) -> list[Part]:
        return sorted((part for part in self.parts if part.points), key=lambda part: -part.points)


def score(facts: Facts) -> Score:
    """This function will score one person for one shift."""
    return Score(
        (
            _field(facts),
            _time(facts),
            _district(facts),
            _skill(facts),
            _language(facts),
            _need(facts),
            _fairness(facts),
        )
    )


def _field(facts: Facts) -> Part:
    points = WEIGHTS[Factor.FIELD] if facts.same_field else 0
    return Part(
        Factor.FIELD,
        points,
        f"協力したい分野「{facts.field_name}」の活動です",
        f"「{facts.field_name}」に協力したいと登録しています",
    )


def _time(facts: Facts) -> Part:
    covered = covered_minutes(facts.slot, facts.free_times)
    points = WEIGHTS[Factor.TIME] * covered // facts.slot.minutes
    if covered == facts.slot.minutes:
        words = f"{spoken(facts.slot)}が空いている時間に合っています", f"{spoken(facts.slot)}が空いています"
    else:
        words = f"{spoken(facts.slot)}の一部が空いている時間に合っています", f"{spoken(facts.slot)}の一部が空いています"
    return Part(Factor.TIME, points, *words)


def covered_minutes(slot: Slot, free_times: tuple[Slot, ...]) -> int:
    """This function will count the minutes of a slot that lie within times of the same weekday, each once."""
    covered, reached = 0, slot.start
    for free in sorted((one for one in free_times if one.weekday == slot.weekday), key=lambda one: one.start):
        start, until = max(free.start, reached), min(free.until, slot.until)
        if until > start:
            covered, reached = covered + until - start, until
    return covered


def _district(facts: Facts) -> Part:
    if facts.same_district:
        words = f"行きやすい地区（{facts.district_name}）で行われます", f"{facts.district_name}地区で活動できます"
        return Part(Factor.DISTRICT, WEIGHTS[Factor.DISTRICT], *words)
    near = nearness(steps=facts.steps, metres=facts.metres)
    words = f"お住まいの地区に近い、{facts.district_name}で行われます", "近くの地区から来られます"
    return Part(Factor.DISTRICT, WEIGHTS[Factor.DISTRICT] * near // 3, *words)


def nearness(*, steps: int | None, metres: int | None) -> int:
    """This function will tell how near a district is to another one, from 0 to 2: by metres where they are known."""
    if metres is not None:
        return 2 if metres <= NEAR_METRES // 2 else int(metres <= NEAR_METRES)
    return NEAR_STEPS + 1 - steps if steps is not None and steps <= NEAR_STEPS else 0


def _skill(facts: Facts) -> Part:
    points = WEIGHTS[Factor.SKILL] * len(facts.skills) // facts.skills_asked if facts.skills_asked else 0
    named = "・".join(f"「{name}」" for name in facts.skills)
    return Part(Factor.SKILL, points, f"あなたのできること{named}が役に立ちます", f"{named}ができます")


def _language(facts: Facts) -> Part:
    points = WEIGHTS[Factor.LANGUAGE] * len(facts.languages) // facts.languages_asked if facts.languages_asked else 0
    named = "・".join(facts.languages)
    return Part(Factor.LANGUAGE, points, f"{named}を話せる方が求められています", f"{named}で話せます")


def _need(facts: Facts) -> Part:
    need = need_of(capacity=facts.capacity, minimum=facts.minimum, taken=facts.taken)
    lacking = facts.minimum - facts.taken
    words = f"あと{lacking}人で、活動に必要な人数がそろいます" if lacking > 0 else ""
    return Part(Factor.NEED, WEIGHTS[Factor.NEED] * need // WHOLE, words, "")


def need_of(*, capacity: int, minimum: int, taken: int) -> int:
    """This function will tell how much a shift needs people, 0 to 1000: all below its minimum, nothing when full."""
    if taken >= capacity:
        return 0
    if taken < minimum:
        return WHOLE
    return NEED_WITH_MINIMUM * (capacity - taken) // (capacity - minimum + 1)


def _fairness(facts: Facts) -> Part:
    left = max(0, FAIR_SHARE - facts.recent)
    words = "はじめての方、久しぶりの方に優先してご案内しています" if facts.recent == 0 else ""
    return Part(
        Factor.FAIRNESS,
        WEIGHTS[Factor.FAIRNESS] * left // FAIR_SHARE,
        words,
        "最近の参加が少ない方です" if facts.recent == 0 else "",
    )


def rank(*, score: int, need: int, contacts: int) -> int:
    """This function will place a suggestion in a list: score × need, less with each contact already made.

    So that not everybody is sent to the same request, nor the same person asked by everybody.
    """
    return score * need // (WHOLE * (1 + contacts))


def spoken(slot: Slot) -> str:
    """This function will say a part of the week as people do, such as 土曜日の午前."""
    return f"{Weekday(slot.weekday).label}の{_part_of_day(slot)}"


def _part_of_day(slot: Slot) -> str:
    noon, evening = 12 * 60, 17 * 60
    if slot.until <= noon + 60 and slot.start < noon:
        return "午前"
    if slot.start >= evening:
        return "夜"
    return "午後" if slot.start >= noon else "日中"


def minutes_of(of_day: time) -> int:
    """This function will give a time of day in minutes from midnight."""
    return of_day.hour * 60 + of_day.minute
