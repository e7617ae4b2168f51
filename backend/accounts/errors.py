"""What can go wrong with people, groups, organisations and tokens, in words that say what to do next."""

from collections.abc import Mapping
from typing import ClassVar

from backend.common import errors


class AddressTaken(errors.Conflict):
    """Another person already has this e-mail address."""

    code = "address_taken"
    template = "このメールアドレスは使えません。別のメールアドレスを入力してください。"


class NameMissing(errors.Invalid):
    """An identity cannot be confirmed without the facts that a desk compares."""

    code = "name_missing"
    template = (
        "お名前・ふりがな・生年月日がそろっていないため、本人確認を記録できません。"
        "先にご本人に登録してもらってください。"
    )


class NobodyPresented(errors.NotFound):
    """The code which somebody presented at the desk is nobody's."""

    code = "nobody_presented"
    template = "この会員番号の方は見つかりません。番号をもう一度お確かめください。"


class OwnIdentity(errors.NotAllowed):
    """Staff do not confirm their own identity."""

    code = "own_identity"
    template = "ご自身の本人確認は、ご自身では記録できません。別の職員に頼んでください。"


class GroupNameTaken(errors.Conflict):
    """A group of this name is already registered at the center."""

    code = "group_name_taken"
    template = (
        "同じ名前の団体が、このセンターにすでに登録されています。"
        "代表の方に会員へ加えてもらうか、別の名前にしてください。"
    )


class GroupNeedsRepresentative(errors.Conflict):
    """A group has one representative."""

    code = "group_needs_representative"
    template = "団体の代表者はお一人です。代表者を替えるときは「代表を引き継ぐ」から手続きしてください。"


class MemberWithoutAccount(errors.Invalid):
    """A representative or deputy needs an account."""

    code = "member_without_account"
    template = "代表者と副代表には、会員登録のある方だけがなれます。"


class NotADeputy(errors.Conflict):
    """A representative hands over to a deputy, whom the group knows already."""

    code = "not_a_deputy"
    template = "代表を引き継げるのは、副代表の方です。先に副代表にしてください。"


class AlreadyMember(errors.Conflict):
    """The person is a member already."""

    code = "already_member"
    template = "この方は、すでに会員です。"


class AlreadyReviewed(errors.Conflict):
    """The registration has been decided."""

    code = "already_reviewed"
    template = "この登録は、すでに{decision}になっています。ページを読み込み直してください。"


class ReasonMissing(errors.Invalid):
    """A refusal without its reason helps nobody."""

    code = "reason_missing"
    template = "見送る理由を入力してください。申請した方にそのまま届きます。"


class ListUnreadable(errors.Invalid):
    """What was sent of a group has faults; `faults` names them by field, those of the list by line."""

    code = "list_unreadable"
    template = "{sentences}"


class RegistrationWaits(errors.Conflict):
    """The group has applied, and the desk has not decided yet."""

    code = "registration_waits"
    template = "この団体の申し込みは、すでに窓口で確認しています。結果のお知らせをお待ちください。"


class RegistrationTwice(errors.Conflict):
    """The group is registered for the time already."""

    code = "registration_twice"
    template = "この団体は、同じ期間の登録がすでに承認されています。ページを読み込み直してください。"


class RenewalNotOpen(errors.Conflict):
    """The group is registered, and the time to register for the next fiscal year has not come."""

    code = "renewal_not_open"
    template = "この団体の登録は有効です。次の年度の更新は、{opens_text}から申し込めます。"


class GroupOver(errors.Conflict):
    """The group was ended by its representative."""

    code = "group_over"
    template = "この団体は、登録を終了しています。続けるときは、新しい団体として登録してください。"


class OverlapUnseen(errors.Conflict):
    """Other groups' lists hold the same people, and nobody has said why that is right, or it has changed meanwhile."""

    code = "overlap_unseen"
    template = (
        "{threshold}人以上の会員が、ほかの団体の名簿にも載っています（{groups_text}）。"
        "内容を確かめ、承認してよい理由を入力してください。"
    )


class ReasonForOverlapMissing(errors.Invalid):
    """A desk says why two groups of the same people are right."""

    code = "reason_for_overlap_missing"
    template = "確かめた内容（別の団体と判断した理由など）を入力してください。"


class ReasonForChangeMissing(errors.Invalid):
    """A desk that changes who stands for a group says why; the people read it."""

    code = "reason_for_change_missing"
    template = "代表者を替える理由を入力してください。前の代表者と新しい代表者に、そのまま届きます。"


class RenewalDayUnknown(errors.Invalid):
    """There is no such day."""

    code = "renewal_day_unknown"
    template = "更新を受け付ける日は、月と日で入れてください（1月から12月、1日から31日）。"


class PercentOutOfRange(errors.Invalid):
    """A class of users pays a part of the fee."""

    code = "percent_out_of_range"
    template = "使用料の割合は、0から100の数で入れてください。"


class UserClassUnknown(errors.Invalid):
    """The municipality has no such class of users."""

    code = "user_class_unknown"
    template = "この利用者区分はありません。一覧から選び直してください。"


class ReviewUnsigned(errors.Conflict):
    """A decision says who took it and when."""

    code = "review_unsigned"
    template = "だれが、いつ確認したかが記録されていません。"


class OrganisationNameTaken(errors.Conflict):
    """An organisation of this name is already registered."""

    code = "organisation_name_taken"
    template = "同じ名前の団体が、すでに登録されています。担当の方に会員へ加えてもらうか、別の名前にしてください。"


class LastManager(errors.Conflict):
    """Somebody must be able to act for an organisation."""

    code = "last_manager"
    template = "担当者が一人もいなくなるため、変更できません。先に別の方を担当者にしてください。"


class RoleTwice(errors.Conflict):
    """The person has this role already."""

    code = "role_twice"
    template = "この方には、すでに同じ役割があります。"


class RoleUnbound(errors.Invalid):
    """A desk's role names its center; a role for the city names none."""

    code = "role_unbound"
    template = "センター職員にはセンターを選び、市の役割にはセンターを選ばないでください。"


class ScopeMissing(errors.NotAllowed):
    """The token does not allow this."""

    code = "scope_missing"
    template = "このAPIトークンには「{scope}」の許可がありません。許可を付けたトークンを作り直してください。"


class TokenShape(errors.Invalid):
    """A token allows something, for a time."""

    code = "token_shape"
    template = "許可する内容と有効期限を選んでください。"


class MailNotSent(errors.DomainError):
    """The mail system does not answer."""

    code = "mail_not_sent"
    status = 503
    title = "メールを送れませんでした"
    template = "ただいまメールを送れません。数分待ってから、もう一度お試しください。"


class TooManyTries(errors.DomainError):
    """The same visitor failed to sign in too often; others are not affected."""

    code = "too_many_tries"
    status: ClassVar[int] = 429
    title = "少し待ってから、お試しください"
    template = (
        "短い時間に何度もログインに失敗したため、この端末からの操作を少しお休みしています。"
        "5分ほど待つか、メールで届く番号でログインしてください。"
    )


class ContactTwice(errors.Conflict):
    """The center knows the person already."""

    code = "contact_twice"
    template = "このセンターでは、すでにこの方をご案内しています。"


class CodeNotSixDigits(errors.Invalid):
    """The code of a municipality has six digits, the check digit with them."""

    code = "code_not_six_digits"
    template = "団体コードは、検査数字を含む6桁の数字で入力してください。"


CONSTRAINTS: Mapping[str, type[errors.DomainError]] = {
    "user_email_once_in_any_case": AddressTaken,
    "accounts_user_email_key": AddressTaken,  # the same address letter by letter: this index is asked first
    "user_identity_confirmed_by_somebody": ReviewUnsigned,
    "municipality_code_is_six_digits": CodeNotSixDigits,
    "staff_role_once": RoleTwice,
    "staff_role_is_bound": RoleUnbound,
    "group_name_once_per_center": GroupNameTaken,
    "group_reviewed_by_somebody": ReviewUnsigned,
    "group_has_one_representative": GroupNeedsRepresentative,
    "group_member_once": AlreadyMember,
    "group_representative_has_an_account": MemberWithoutAccount,
    "municipality_renewal_opens_on_a_day": RenewalDayUnknown,
    "user_class_pays_a_part_of_the_fee": PercentOutOfRange,
    "group_registration_waits_once": RegistrationWaits,
    "group_registration_once_a_time": RegistrationTwice,
    "group_registration_reviewed_by_somebody": ReviewUnsigned,
    "group_overlap_settled_for_a_reason": ReasonForOverlapMissing,
    "organisation_name_once": OrganisationNameTaken,
    "organisation_reviewed_by_somebody": ReviewUnsigned,
    "organisation_member_once": AlreadyMember,
    "center_contact_once": ContactTwice,
    "api_token_expires_later": TokenShape,
    "api_token_allows_something": TokenShape,
}
errors.register(CONSTRAINTS)
