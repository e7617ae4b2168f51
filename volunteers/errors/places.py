"""Why somebody has no place."""

from backend.common import errors


class RequestNotOpen(errors.Conflict):
    """The request takes no applications now."""

    code = "request_not_open"
    title = "この募集は受け付けていません"
    template = "この募集は、今は応募を受け付けていません。ほかの募集をご覧ください。"


class ShiftStarted(errors.Conflict):
    """The shift has begun."""

    code = "shift_started"
    title = "活動が始まっています"
    template = "この回の活動はもう始まっているため、ここでは手続きできません。当日の連絡先にご相談ください。"


class ShiftCalledOff(errors.Conflict):
    """The activity does not take place."""

    code = "shift_called_off"
    title = "この活動は中止になりました"
    template = "この回の活動は中止になりました。同じ募集の別の回や、ほかの募集をご覧ください。"


class WindowTaken(errors.Conflict):
    """The hours that were needed are taken."""

    code = "window_taken"
    title = "必要な時間がそろいました"
    template = "ほかの方の申込みで、必要な時間がそろいました。短い時間を選び直すか、ほかの募集をご覧ください。"


class TimeFull(errors.Conflict):
    """As many people as there is room for help at that time already."""

    code = "time_full"
    title = "その時間は人数がそろっています"
    template = "その時間は、同時に活動できる人数（{capacity}人）に達しています。別の時間を選んでください。"


class TimeOutside(errors.Invalid):
    """The time that was picked is not inside the window, has passed, or is too short."""

    code = "time_outside"
    title = "選べない時間です"
    template = "{days}の{hours}のあいだで、{shortest}分以上の、これからの時間を選んでください。"


class TimePicked(errors.Conflict):
    """Somebody picked that very time at the same moment."""

    code = "time_picked"
    title = "同じ時間が同時に選ばれました"
    template = "同じ時間を、ほかの方が同時に選びました。もう一度「申し込む」を押してください。"


class ShiftFull(errors.Conflict):
    """Every place of the shift is taken."""

    code = "shift_full"
    title = "定員に達しました"
    template = "この回は定員に達しました。同じ募集の別の回や、ほかの募集をご覧ください。"


class AlreadyApplied(errors.Conflict):
    """The person stands to the shift already."""

    code = "already_applied"
    title = "すでに応募しています"
    template = "この回にはすでに応募しています。「参加する活動」で今の状況を確かめられます。"


class AppliedForAlready(AlreadyApplied):
    """Somebody for whom a desk applies stands to the shift already."""

    code = "applied_for_already"
    title = "この方の申込みは済んでいます"
    template = "この方は、この回にすでに申し込んでいます。この方の「参加する活動」で、今の状況を確かめられます。"


class OverlappingShift(errors.Conflict):
    """The person has another confirmed shift at that time."""

    code = "overlapping_shift"
    title = "ほかの活動と時間が重なります"
    template = "同じ時間に、参加が決まっている活動があります。先にそちらを辞退するか、別の回をお選びください。"


class AssignmentChanged(errors.Conflict):
    """The assignment is no longer in the state that the step needs."""

    code = "assignment_changed"
    title = "状況が変わっています"
    template = "この応募の状況が変わったため、手続きできませんでした。ページを開き直して、今の状況をお確かめください。"


class OfferOver(errors.Conflict):
    """The time to answer for an offered place is over."""

    code = "place_offer_over"
    title = "お返事の期限が過ぎました"
    template = (
        "お返事の期限が過ぎたため、この空きは次の方にご案内しました。不利になることはありません。"
        "参加したいときは、募集のページからもう一度応募すると、空き待ちに並べます。"
    )


class PlaceGone(errors.Conflict):
    """Somebody in line takes a free place that is not there any more, or that others are asked about first."""

    code = "place_gone"
    title = "空きはなくなりました"
    template = (
        "空きは、先に申し込んだ方で埋まりました。空き待ちの順番はそのままです。次に空いたときに、お知らせします。"
    )


class InvitationOver(errors.Conflict):
    """The time to answer an invitation is over."""

    code = "invitation_over"
    title = "お誘いの期限が過ぎました"
    template = (
        "このお誘いの期限は過ぎました。不利になることはありません。参加したいときは、募集のページから応募できます。"
    )


class NobodyToInvite(errors.Conflict):
    """There is nobody whom an organiser could invite now, or no place for them."""

    code = "nobody_to_invite"
    title = "今お誘いできる方がいません"
    template = (
        "空いている人数まで、すでにお誘いしているか、条件に合う方が見つかりません。"
        "お返事を待つか、募集の条件を見直してください。"
    )


class NotSuggested(errors.Conflict):
    """The person behind an invitation can no longer be invited to this shift."""

    code = "not_suggested"
    title = "今はお誘いできません"
    template = "この方は、登録内容や予定が変わったため、お誘いできなくなりました。ほかの方をお選びください。"


class ShiftEnded(errors.Conflict):
    """The activity is over."""

    code = "shift_ended"
    title = "活動は終わっています"
    template = "この回の活動は終わったため、辞退は書きとめられません。来られなかった方は、名簿で記録してください。"


class WithdrawalNeedsReason(errors.Invalid):
    """A withdrawal is written down for somebody without what they said."""

    code = "withdrawal_needs_reason"
    template = "うかがった理由を書いてください（例：熱が出た）。理由を言われなかったときは、そのように書いてください。"


class CheckedInStays(errors.Conflict):
    """Who has checked in does not withdraw."""

    code = "checked_in_stays"
    title = "受付が済んでいます"
    template = "当日の受付が済んでいるため、辞退できません。早く帰るときは、担当者に声をおかけください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "shift_taken_within_capacity": ShiftFull,
    "assignment_once_per_shift": AlreadyApplied,
    "assignment_not_of_a_called_off_shift": ShiftCalledOff,
    "shift_called_off_has_no_places": ShiftCalledOff,
    "shift_once_per_picked_time": TimePicked,
    "window_minutes_within_need": WindowTaken,
    "assignment_never_two_at_one_time": OverlappingShift,
    "assignment_checked_in_stays": CheckedInStays,
    "heard_withdrawal_has_a_reason": WithdrawalNeedsReason,
}
