"""Which condition of a request a person does not meet."""

from backend.common import errors
from volunteers import enums


class NotEligible(errors.DomainError):
    """The person does not meet a condition of the request; the subclasses name which."""

    code = "not_eligible"
    status = 403
    title = "この募集の対象ではありません"
    template = "この募集の対象ではありません。ほかの募集をご覧ください。"


class TooYoung(NotEligible):
    """The person is younger than the request allows."""

    code = "too_young"
    title = "対象の年齢ではありません"
    template = "この募集は、活動の日に{minimum_age}歳以上の方が対象です。年齢の条件がない募集をお探しください。"


class AgeUnknown(NotEligible):
    """The request has a minimum age and the person has told no date of birth."""

    code = "age_unknown"
    title = "生年月日の登録が必要です"
    template = (
        "この募集には年齢の条件（{minimum_age}歳以上）があります。"
        "「登録内容」で生年月日を登録してから、もう一度応募してください。"
    )


class OtherDistrict(NotEligible):
    """The request is for the people of one district."""

    code = "other_district"
    title = "地区の方が対象です"
    template = "この募集は{district}地区にお住まいの方が対象です。お住まいの地区は「登録内容」で確かめられます。"


class MembersOnly(NotEligible):
    """The request is for the members of its organisation."""

    code = "members_only"
    title = "会員の方が対象です"
    template = "この募集は{organisation}の会員の方が対象です。会員の登録については、団体にお問い合わせください。"


class CityEmployeesOnly(NotEligible):
    """The request is for the city's employees."""

    code = "city_employees_only"
    title = "市職員が対象です"
    template = "この募集は市の職員が対象です。ほかの募集をご覧ください。"


INELIGIBLE: dict[enums.Reason, type[NotEligible]] = {
    enums.Reason.TOO_YOUNG: TooYoung,
    enums.Reason.AGE_UNKNOWN: AgeUnknown,
    enums.Reason.OTHER_DISTRICT: OtherDistrict,
    enums.Reason.MEMBERS_ONLY: MembersOnly,
    enums.Reason.CITY_EMPLOYEES_ONLY: CityEmployeesOnly,
}
