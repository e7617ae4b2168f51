"""Why a paper, a check-in or a restriction cannot be."""

from backend.common import errors


class HoldOver(errors.Conflict):
    """The time until which a booking held its room is over; it ends, whether the sweep has come by or not."""

    code = "hold_over"
    title = "期限が過ぎ、予約がなくなりました"
    template = (
        "この予約の期限（{due_text}）が過ぎたため、部屋はほかの方が使えるようになりました。"
        "空き状況から、もう一度お申し込みください。"
    )


class FormTooLate(errors.Conflict):
    """The application form comes after its deadline."""

    code = "form_too_late"
    title = "申請書の期限を過ぎています"
    template = (
        "申請書の期限（{due_text}）を過ぎたため、ネットでは受け付けられません。"
        "{center_name}の窓口へお問い合わせください。{phone_text}"
    )


class FormNotNeeded(errors.Conflict):
    """The state of the booking takes no application form."""

    code = "form_not_needed"
    title = "申請書を出せない予約です"
    template = "この予約は今「{state_text}」のため、申請書を出すことも直すこともできません。"


class HeadcountRefused(errors.Invalid):
    """The rules do not allow that many or that few people."""

    code = "headcount_refused"
    template = "この人数では利用できません。{sentences}"


class NoPermitYet(errors.Conflict):
    """There is no permit: the booking is not approved, or not any more."""

    code = "no_permit"
    title = "利用許可書はありません"
    template = "この予約は今「{state_text}」のため、利用許可書を出せません。許可されると、ここから印刷できます。"


class ReportTooEarly(errors.Conflict):
    """A report before the use has begun."""

    code = "report_too_early"
    title = "使用報告書は、利用したあとに出してください"
    template = "利用は{starts_text}からです。利用が終わって部屋を点検してから、報告してください。"


class ChecksMissing(errors.Invalid):
    """Something of the room check is not ticked, and nothing is said about it."""

    code = "checks_missing"
    template = "「{missing_text}」に印がありません。できなかったときは、「気づいたこと」に書いてください。"


class ReportMissing(errors.Conflict):
    """The desk's look at the room stands beside the report, and there is none yet."""

    code = "report_missing"
    title = "使用報告書がまだありません"
    template = "使用報告書がまだ出ていません。紙で受け取ったときは、先に報告の内容を入れてください。"


class CodeUnknown(errors.NotFound):
    """What was typed or read is no permit number of ours."""

    code = "permit_code_unknown"
    title = "許可書の番号が見つかりません"
    template = "「{typed}」という番号の予約は見つかりません。許可書の「b-」から始まる番号をお確かめください。"


class OtherCenter(errors.Conflict):
    """The permit is for another center."""

    code = "check_in_other_center"
    title = "ほかの施設の許可書です"
    template = "この許可書は{center_name}のものです。ここでは受け付けできません。施設をお確かめください。"


class CheckInTooEarly(errors.Conflict):
    """One cannot check in yet."""

    code = "check_in_too_early"
    title = "受け付けは、まだ始まっていません"
    template = "受け付けは{opens_text}からです。利用は{starts_text}からです。時間になってから、もう一度お試しください。"


class CheckInTooLate(errors.Conflict):
    """The use is over, or the room was released because nobody came."""

    code = "check_in_too_late"
    title = "受け付けの時間を過ぎています"
    template = (
        "受け付けは{until_text}まででした。部屋が空いていれば、窓口で当日の利用として受け付けできます。"
        "利用していたのに記録がないときは、窓口が記録を直せます。"
    )


class NotCheckedIn(errors.Conflict):
    """The booking is in no state in which somebody can come."""

    code = "check_in_not_possible"
    title = "受け付けできない予約です"
    template = "この予約は今「{state_text}」のため、受け付けできません。窓口で予約の内容をお確かめください。"


class NoShowTooEarly(errors.Conflict):
    """Nobody can be missing before the use has begun."""

    code = "no_show_too_early"
    title = "まだ利用の時間になっていません"
    template = "利用は{starts_text}からです。始まってから記録してください。"


class GraceOver(errors.Conflict):
    """The time to put a no-show right is over."""

    code = "grace_over"
    title = "申し出の期限を過ぎています"
    template = "申し出の期限（{due_text}）を過ぎました。ご事情は{center_name}の窓口へお話しください。{phone_text}"


class AlreadyObjected(errors.Conflict):
    """Something was said against this no-show already."""

    code = "already_objected"
    title = "申し出はすでに届いています"
    template = "この記録への申し出は、すでに受け付けました。窓口の返事をお待ちください。"


class NothingToPutRight(errors.Conflict):
    """The booking is no no-show."""

    code = "no_no_show"
    title = "直す記録がありません"
    template = "この予約は今「{state_text}」です。無断不使用の記録ではないため、直すことはありません。"


class RoomGone(errors.Conflict):
    """The room of a no-show was given to others, so it cannot have been used by this booking."""

    code = "room_given_to_others"
    title = "部屋はほかの方が使っています"
    template = (
        "この部屋は空いたあと、ほかの方の予約になりました。「利用した」とは記録できません。"
        "事情があるときは「取り消し」として直してください。回数には数えません。"
    )


class Restricted(errors.Conflict):
    """The desk has decided that this person or group does not reserve online for a while."""

    code = "restricted"
    status = 422
    title = "ネットでの予約をお休みいただいています"
    template = (
        "{center_name}では、無断不使用が続いたため、{until_text}まで、{whose}のネット予約をお休みいただいています。"
        "窓口か電話では予約できます。心あたりのないときや、ご事情のあるときも、窓口へお話しください。{phone_text}"
    )


class NoLimitHere(errors.Conflict):
    """The center has no rule about no-shows, so nobody can be restricted."""

    code = "no_limit_of_no_shows"
    title = "無断不使用のきまりがありません"
    template = (
        "{center_name}の「利用のきまり」には、無断不使用の回数のきまりがありません。"
        "利用をお休みいただくことはできません。"
    )


class BelowTheLimit(errors.Conflict):
    """Too few no-shows count for a restriction."""

    code = "below_the_limit"
    title = "回数がきまりに届いていません"
    template = (
        "数えられる無断不使用は{count}回です。きまりの{limit}回に届いていないため、お休みいただくことはできません。"
    )


class RestrictionTooLong(errors.Invalid):
    """The last day is later than the rules allow, or has passed."""

    code = "restriction_too_long"
    template = "最後の日は、{first_text}から{last_text}までの間で選んでください。"


class AlreadyRestricted(errors.Conflict):
    """There is a restriction for these days."""

    code = "already_restricted"
    title = "すでにお休みいただいています"
    template = "この方には、この期間の決定がすでにあります。期間を変えるときは、先に解除してください。"


class RestrictionOver(errors.Conflict):
    """The restriction has been lifted or has ended."""

    code = "restriction_over"
    title = "すでに終わっています"
    template = "このお休みは、すでに解除されたか、期間が終わっています。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "restriction_once_per_person": AlreadyRestricted,
    "restriction_once_per_group": AlreadyRestricted,
    "bookings_noshowobjection_booking_id_key": AlreadyObjected,
}
