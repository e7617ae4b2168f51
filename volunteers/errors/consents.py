"""What stands in the way of a minor, a guardian or a desk with a consent."""

from backend.common import errors


class ConsentMissing(errors.Conflict):
    """Somebody under 18 would have a place for certain without a guardian's consent."""

    code = "consent_missing"
    title = "保護者の同意が必要です"
    template = "18歳未満の方の参加には、保護者の同意が必要です。保護者の方に、同意をお願いしてください。"


class ConsentTooLate(errors.Conflict):
    """The shift begins so soon that no guardian can be asked any more."""

    code = "consent_too_late"
    title = "保護者の同意を待つ時間がありません"
    template = (
        "18歳未満の方の参加には保護者の同意が必要ですが、始まる時刻が近いため、待つことができません。"
        "この先の回を選んでください。"
    )


class ConsentNotNeeded(errors.Conflict):
    """There is nothing to ask a guardian: no place is held for an answer."""

    code = "consent_not_needed"
    title = "保護者の同意はいりません"
    template = "この参加は、保護者の同意を待っていません。ページを開き直して、今の状況をお確かめください。"


class ConsentMailsTooMany(errors.Conflict):
    """So many mails went out in a day that no more do."""

    code = "consent_mails_too_many"
    status = 429
    title = "今日はもうメールを送れません"
    template = "1日に送れる回数を超えました。明日もう一度送るか、紙に印刷して保護者の方に渡してください。"


class GuardianIsMinor(errors.Invalid):
    """The guardian's address is the minor's own."""

    code = "guardian_is_minor"
    template = "ご自分のメールアドレスには送れません。保護者の方のメールアドレスを入れるか、紙を選んでください。"


class GuardianAddressNeeded(errors.Invalid):
    """A mail without an address."""

    code = "guardian_address_needed"
    template = "保護者の方のメールアドレスを入れてください。メールがないときは、紙を選んでください。"


class GuardianNameNeeded(errors.Invalid):
    """An answer without who gives it."""

    code = "guardian_name_needed"
    template = "保護者の方のお名前と、続柄を入れてください。"


class ConsentLinkUnknown(errors.DomainError):
    """A link or a number that we did not give out."""

    code = "consent_link_unknown"
    status = 404
    title = "このリンクは使えません"
    template = "リンクか番号が正しくありません。メールや紙の番号を、もう一度お確かめください。"


class ConsentLinkOver(errors.DomainError):
    """A link whose time is over, or in whose place another was sent."""

    code = "consent_link_over"
    status = 410
    title = "このリンクの期限が過ぎています"
    template = (
        "このリンクは使えなくなりました。期限が過ぎたか、新しいお願いが届いています。"
        "お子さんに、もう一度お願いを送るようお伝えください。"
    )


class ConsentVisitsTooMany(errors.DomainError):
    """Very many visits from one address on the net in a short time."""

    code = "consent_visits_too_many"
    status = 429
    title = "少し時間をおいてください"
    template = "短い時間に何度も開かれたため、お待ちいただいています。10分ほどおいて、もう一度開いてください。"


class ConsentGivenAlready(errors.Conflict):
    """A consent to that very thing stands already."""

    code = "consent_given_already"
    title = "同意をいただいています"
    template = "同じ内容への同意を、すでにいただいています。あらためて手続きする必要はありません。"


class ConsentNotLive(errors.Conflict):
    """There is no consent to take back."""

    code = "consent_not_live"
    title = "取りやめる同意がありません"
    template = "この同意は、今は有効ではありません。ページを開き直して、今の状況をお確かめください。"


class ConsentBeyondTheYear(errors.Invalid):
    """A consent to a field for longer than a fiscal year."""

    code = "consent_beyond_the_year"
    template = "分野への同意は、年度の終わり（3月31日）までです。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "assignment_of_a_minor_has_consent": ConsentMissing,
    "attendance_of_a_minor_has_consent": ConsentMissing,
    "birth_leaves_no_place_without_consent": ConsentMissing,
    "consent_lives_once_per_field": ConsentGivenAlready,
    "consent_lives_once_per_shift": ConsentGivenAlready,
    "consent_answered_by_somebody": GuardianNameNeeded,
    "consent_within_a_fiscal_year": ConsentBeyondTheYear,
}
