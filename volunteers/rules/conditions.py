"""Who may join a request: ages, guardians, certificates, insurance, gender, and the audience (requirement B6).

A condition stands only with its reason. What no record tells, people say for themselves; of a gender nothing is kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from volunteers.enums import Audience, Condition, Gender, Guardian, Insurance, Reason

# Who is under age by the Civil Code (民法第4条).
MAJORITY = 18
MINORS_OF_PARTY = "18歳未満の方は、保護者が同意していること"
# The order in which conditions are shown and looked at.
STATED = {
    Condition.ADULT: Reason.MAJORITY_UNCONFIRMED,
    Condition.GUARDIAN: Reason.GUARDIAN_UNCONFIRMED,
    Condition.CERTIFICATE: Reason.CERTIFICATE_UNCONFIRMED,
    Condition.INSURANCE: Reason.INSURANCE_UNCONFIRMED,
    Condition.GENDER: Reason.GENDER_UNCONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the conditions of a request look at in a person; `age` in years on the day of the shift.

    `skills` are those of which a desk has seen proof that is good on that day.
    """

    age: int | None
    district: str
    is_member: bool
    is_city_employee: bool
    stated: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()

    @property
    def is_grown_up(self) -> bool:
        """This function will tell whether somebody is 18: by the date of birth; where none was told, as they say."""
        return Condition.ADULT in self.stated if self.age is None else self.age >= MAJORITY


@dataclass(frozen=True, slots=True)
class Conditions:
    """Who may join; `district` matters where one of the audiences is a district, `asks` is what people state.

    `skill` is the code of the one that must be proved.
    """

    audiences: tuple[str, ...]
    minimum_age: int | None
    district: str
    maximum_age: int | None = None
    asks: frozenset[str] = frozenset()
    skill: str = ""


def audiences(*, audience: str, widens_at: datetime | None, widens_to: str, now: datetime) -> tuple[str, ...]:
    """This function will give those who may join now: a widening lets others in and nobody out."""
    return (audience, widens_to) if widens_at is not None and widens_at <= now else (audience,)


def asks(*, guardian: str, certificate: str, insurance: str, gender: str) -> frozenset[str]:
    """This function will tell what people are asked to state when they apply."""
    wanted = {
        Condition.GUARDIAN: guardian == Guardian.ACCOMPANIED,
        Condition.CERTIFICATE: bool(certificate),
        Condition.INSURANCE: insurance == Insurance.OWN,
        Condition.GENDER: gender != Gender.ANY,
    }
    return frozenset(condition.value for condition, asked in wanted.items() if asked)


def asked_of(asked: Collection[str], *, is_grown_up: bool) -> list[Condition]:
    """This function will list what one person is asked to state: a guardian only of who is, or may be, under age."""
    return [one for one in STATED if one in asked and not (is_grown_up and one == Condition.GUARDIAN)]


def ineligibility(person: Standing, conditions: Conditions) -> Reason | None:
    """This function will give the first condition that a person does not meet, or None."""
    return unmet(person, conditions) or _unconfirmed(person, conditions)


def unmet(person: Standing, conditions: Conditions) -> Reason | None:
    """This function will give the first condition that a person does not meet by what is recorded, or None."""
    says_enough = person.is_grown_up and adult_is_enough(conditions)
    if needs_age(conditions) and person.age is None and not says_enough:
        return Reason.AGE_UNKNOWN
    return _age(person.age, conditions) or _skill(person, conditions) or _audience(person, conditions)


def needs_age(conditions: Conditions) -> bool:
    """This function will tell whether nobody joins whose age is not known: of an age, or with a guardian if under age.

    Who told no date of birth may be a child, and so is not taken for somebody grown up.
    """
    has_ages = conditions.minimum_age is not None or conditions.maximum_age is not None
    return has_ages or Condition.GUARDIAN in conditions.asks


def adult_is_enough(conditions: Conditions) -> bool:
    """This function will tell whether it is enough to say that one is 18: no date of birth is collected for less."""
    return conditions.maximum_age is None and (conditions.minimum_age or 0) <= MAJORITY


def _age(age: int | None, conditions: Conditions) -> Reason | None:
    least, most = conditions.minimum_age, conditions.maximum_age
    if age is None:
        return None
    if least is not None and age < least:
        return Reason.TOO_YOUNG
    return Reason.TOO_OLD if most is not None and age > most else None


def _skill(person: Standing, conditions: Conditions) -> Reason | None:
    return Reason.SKILL_UNCONFIRMED if conditions.skill and conditions.skill not in person.skills else None


def _audience(person: Standing, conditions: Conditions) -> Reason | None:
    met = {
        Audience.EVERYONE: True,
        Audience.DISTRICT: person.district == conditions.district,
        Audience.MEMBERS: person.is_member,
        Audience.CITY_EMPLOYEES: person.is_city_employee,
    }
    if any(met[Audience(one)] for one in conditions.audiences):
        return None
    return {
        Audience.DISTRICT: Reason.OTHER_DISTRICT,
        Audience.MEMBERS: Reason.MEMBERS_ONLY,
        Audience.CITY_EMPLOYEES: Reason.CITY_EMPLOYEES_ONLY,
    }[Audience(conditions.audiences[0])]


def _unconfirmed(person: Standing, conditions: Conditions) -> Reason | None:
    open_ones = unstated(person, conditions)
    return STATED[open_ones[0]] if open_ones else None


def unstated(person: Standing, conditions: Conditions) -> list[Condition]:
    """This function will list what a person is asked to state and has not."""
    asked = conditions.asks if person.age is not None else conditions.asks | {Condition.ADULT}
    return [one for one in asked_of(asked, is_grown_up=person.is_grown_up) if one not in person.stated]


def kept(stated: Collection[str], *, age: int | None) -> list[str]:
    """This function will give what of a statement is written down: of a gender nothing, nor what the birthday tells."""
    dropped = {Condition.GENDER} if age is None else {Condition.GENDER, Condition.ADULT}
    return [one.value for one in STATED if one in stated and one not in dropped]


def needs_review(*, published_before: bool, gender: str) -> bool:
    """This function will tell whether a post is looked at first.

    An organisation's first one is (requirement B4), and every one that asks for a gender, so that a second pair of eyes
    has seen that the reason is a lawful one.
    """
    return not published_before or gender != Gender.ANY


def of_party(said: str, *, minimum_age: int | None) -> str:
    """This function will say in one line what all people of a party have to meet, by a request's conditions in words.

    Nobody of a party is named, so who answers for it also answers for the guardians of minors (requirement B11).
    """
    minors = "" if minimum_age is not None and minimum_age >= MAJORITY else MINORS_OF_PARTY
    return "、".join(one for one in (said, minors) if one)
