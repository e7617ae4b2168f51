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


class TooOld(NotEligible):
    """The person is older than the request allows."""

    code = "too_old"
    title = "対象の年齢ではありません"
    template = "この募集は、活動の日に{maximum_age}歳以下の方が対象です。年齢の条件がない募集をお探しください。"


class AgeUnknown(NotEligible):
    """The request asks for an age, or who is under 18 to be accompanied, and the person told no date of birth."""

    code = "age_unknown"
    title = "生年月日の登録が必要です"
    template = (
        "この募集には年齢か保護者の付き添いの条件があり、{ages}活動の日の年齢を確かめます。"
        "応募の画面か「プロフィール」で生年月日を登録してから、もう一度お申し込みください。"
    )


class SkillUnconfirmed(NotEligible):
    """No desk has seen that the person holds the certificate, or what it saw is not good on that day."""

    code = "skill_unconfirmed"
    title = "資格の確認が必要です"
    template = (
        "この募集には「{certificate}」が必要です。お持ちのときは、活動の日までに、交流センターの窓口で書類をお見せ"
        "ください（写しは取りません）。窓口で確認すると、応募できるようになります。"
    )


class OtherDistrict(NotEligible):
    """The request is for the people of one district."""

    code = "other_district"
    title = "地区の方が対象です"
    template = "この募集は{district}地区にお住まいの方が対象です。{later}お住まいの地区は「登録内容」で確かめられます。"


class MembersOnly(NotEligible):
    """The request is for the members of its organisation."""

    code = "members_only"
    title = "会員の方が対象です"
    template = "この募集は{organisation}の会員の方が対象です。{later}会員の登録については、団体にお問い合わせください。"


class CityEmployeesOnly(NotEligible):
    """The request is for the city's employees."""

    code = "city_employees_only"
    title = "市職員が対象です"
    template = "この募集は市の職員が対象です。{later}ほかの募集をご覧ください。"


class Unconfirmed(NotEligible):
    """The person has not said that they meet a condition which no record tells; the subclasses name which."""

    code = "condition_unconfirmed"
    status = 422
    title = "条件を確かめてください"
    template = "この募集には条件があります。応募の画面で条件を読み、あてはまるときは印を付けてから応募してください。"


class MajorityUnconfirmed(Unconfirmed):
    """The person told no date of birth and has not said that they are 18: they may need a guardian's consent."""

    code = "majority_unconfirmed"
    title = "18歳以上かどうかを確かめてください"
    template = (
        "18歳未満の方の参加には、保護者の同意が必要です。18歳以上のときは「18歳以上です」に印を付け、"
        "18歳未満のときは生年月日を登録してから、もう一度お申し込みください。"
    )


class GuardianUnconfirmed(Unconfirmed):
    """Somebody under 18 has not said that a guardian comes along."""

    code = "guardian_unconfirmed"
    template = (
        "18歳未満の方は、保護者と一緒に参加する募集です。保護者と相談し、"
        "「保護者と一緒に参加します」に印を付けてから応募してください。"
    )


class CertificateUnconfirmed(Unconfirmed):
    """The person has not said that they hold the certificate."""

    code = "certificate_unconfirmed"
    template = (
        "この募集には「{certificate}」が必要です。お持ちのときは、応募の画面で印を付けてから応募してください。"
        "お持ちでないときは、資格のいらない募集をお探しください。"
    )


class InsuranceUnconfirmed(Unconfirmed):
    """The person has not said that they are insured."""

    code = "insurance_unconfirmed"
    template = (
        "この募集に参加するには、ボランティア活動保険への加入が必要です。加入は社会福祉協議会で申し込め、"
        "次の日から有効になります。活動の日までに加入するときは、応募の画面で印を付けてください。"
    )


class GenderUnconfirmed(Unconfirmed):
    """The person has not said that they meet the condition of gender, which has its lawful reason."""

    code = "gender_unconfirmed"
    template = (
        "この募集は、{gender}が対象です（理由：{gender_reason}）。あてはまるときは、応募の画面で印を付けてから"
        "応募してください。性別は記録しません。"
    )


INELIGIBLE: dict[enums.Reason, type[NotEligible]] = {
    enums.Reason.TOO_YOUNG: TooYoung,
    enums.Reason.TOO_OLD: TooOld,
    enums.Reason.AGE_UNKNOWN: AgeUnknown,
    enums.Reason.MAJORITY_UNCONFIRMED: MajorityUnconfirmed,
    enums.Reason.GUARDIAN_UNCONFIRMED: GuardianUnconfirmed,
    enums.Reason.CERTIFICATE_UNCONFIRMED: CertificateUnconfirmed,
    enums.Reason.INSURANCE_UNCONFIRMED: InsuranceUnconfirmed,
    enums.Reason.GENDER_UNCONFIRMED: GenderUnconfirmed,
    enums.Reason.SKILL_UNCONFIRMED: SkillUnconfirmed,
    enums.Reason.OTHER_DISTRICT: OtherDistrict,
    enums.Reason.MEMBERS_ONLY: MembersOnly,
    enums.Reason.CITY_EMPLOYEES_ONLY: CityEmployeesOnly,
}
