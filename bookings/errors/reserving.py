from typing import Any

from backend.common import errors


class Refusal(errors.Conflict):
    """A reservation that cannot be made; `alternatives` are rooms and periods that this person could have instead.

    `data["alternatives"]` holds one JSON object for each, in the shape of `availability.Alternative`.
    """

    def offer(self, alternatives: list[dict[str, Any]]) -> None:
        """This function will add what can be reserved instead, nearest first."""
        self.data["alternatives"] = alternatives


class PeriodTaken(Refusal):
    """Somebody else has the room, or a part of it, at that time."""

    code = "period_taken"
    title = "その時間はすでに予約があります"
    template = (
        "{center_name}の{room_name}は、{day_text} {periods_text}にほかの予約が入っています。"
        "ほかの時間か部屋をお選びください。"
    )


class RuleRefused(Refusal):
    """The usage rules of the center do not allow this; `data["broken"]` names every rule at once."""

    code = "rule_refused"
    status = 422
    title = "利用のきまりにより、予約できません"
    template = "{center_name}の「利用のきまり」により、この内容では予約できません。{sentences}"


class OnlineBookingClosed(Refusal):
    """The center does not take this reservation online."""

    code = "online_booking_closed"
    title = "この施設のネット予約は、まだ始まっていません"
    template = "{center_name}は「{mode_text}」です。窓口か電話でお申し込みください。{phone_text}"


class BookingOnPaper(OnlineBookingClosed):
    """The center keeps its bookings on paper still, so its desk writes none into the service."""

    code = "booking_on_paper"
    title = "この施設の予約は、まだ台帳で受け付けます"
    template = (
        "{center_name}は「{mode_text}」です。予約は、これまでの台帳に書いてください。"
        "このサービスで受け付けるには、市が施設の設定を切り替えます。"
    )


class PeriodUnknown(errors.Invalid):
    """The room has no such period on that day, or the periods do not follow one another."""

    code = "period_unknown"
    template = "{center_name}の{room_name}には、{day_text}にその区分がありません。時間の区分を選び直してください。"


class NoPeriodCovers(errors.Invalid):
    """No periods of the room in a row cover the time of an activity."""

    code = "no_period_covers"
    template = (
        "{center_name}の{room_name}は、{day_text}のその時間には予約できません。"
        "予約できる時間の区分（{periods_text}）の中に、活動の時間を入れてください。"
    )


class GroupNotReady(errors.Conflict):
    """The group has not been approved, or its registration has ended."""

    code = "group_not_ready"
    title = "この団体では、まだ予約できません"
    template = "団体「{group_name}」の登録が確認されていないか、有効期間が終わっています。窓口へお問い合わせください。"


class StepNotAllowed(errors.Conflict):
    """The booking's state does not allow this step."""

    code = "step_not_allowed"
    title = "この予約では、その手続きができません"
    template = (
        "この予約は今「{state_text}」のため、「{wanted_text}」にはできません。予約の内容をもう一度お確かめください。"
    )


class TooLateToCancel(errors.Conflict):
    """The time to cancel has passed."""

    code = "too_late_to_cancel"
    title = "取り消しの期限を過ぎています"
    template = "取り消しの期限（{due_text}）を過ぎました。{center_name}の窓口へお電話ください。{phone_text}"


class ReasonMissing(errors.Invalid):
    """A refusal needs a reason that the person can read."""

    code = "decision_reason_missing"
    template = "理由を書いてください。申し込んだ方に、そのままお伝えします。"


class FeeUnknown(errors.Conflict):
    """The fee of the room is not known to the service, so a coupon cannot reduce it."""

    code = "fee_unknown"
    title = "優待券を使えません"
    template = "{center_name}の{room_name}の使用料は、窓口でお伝えします。優待券も窓口でお使いください。"


class RulesInvalid(errors.Invalid):
    """A text of usage rules cannot be read as rules."""

    code = "rules_invalid"
    template = "「利用のきまり」のデータを読み取れません。{problems}"


class HoldsDrifted(errors.Conflict):
    """A live booking and the holds on its spaces do not agree: a fault of ours that the database refused."""

    code = "holds_drifted"


class RoomInUse(errors.Conflict):
    """A room with live bookings cannot be made of other spaces."""

    code = "room_in_use"
    template = "予約のある部屋の構成は変えられません。予約を移すか取り消してから、もう一度お試しください。"


class PeriodSetsOverlap(errors.Conflict):
    """Two sets of periods of the same room or center are valid on the same day."""

    code = "period_sets_overlap"
    template = "時間の区分の有効期間が、ほかの区分表と重なっています。期間を分けてください。"


class PeriodsOverlap(errors.Conflict):
    """Two periods of one set overlap."""

    code = "periods_overlap"
    template = "時間の区分どうしが重なっています。始まりと終わりの時刻を直してください。"


class RulesOverlap(errors.Conflict):
    """Two published versions of the same usage rules are valid on the same day."""

    code = "rules_overlap"
    template = "「利用のきまり」の有効期間が、ほかの版と重なっています。始まりの日を直してください。"


class RulesAreFinal(errors.Conflict):
    """A published version of usage rules is never changed; a new one follows it."""

    code = "rules_are_final"
    template = "公開した「利用のきまり」は書き換えられません。新しい版を公開してください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "space_hold_never_overlaps": PeriodTaken,
    "space_holds_match_booking": HoldsDrifted,
    "room_spaces_in_use": RoomInUse,
    "period_sets_never_overlap": PeriodSetsOverlap,
    "periods_never_overlap": PeriodsOverlap,
    "usage_rules_never_overlap": RulesOverlap,
    "usage_rules_published_are_final": RulesAreFinal,
}
