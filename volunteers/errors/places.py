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


class NotSuggested(errors.Conflict):
    """The person behind an invitation can no longer be invited to this shift."""

    code = "not_suggested"
    title = "今はお誘いできません"
    template = "この方は、登録内容や予定が変わったため、お誘いできなくなりました。ほかの方をお選びください。"


class CheckedInStays(errors.Conflict):
    """Who has checked in does not withdraw."""

    code = "checked_in_stays"
    title = "受付が済んでいます"
    template = "当日の受付が済んでいるため、辞退できません。早く帰るときは、担当者に声をおかけください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "shift_taken_within_capacity": ShiftFull,
    "assignment_once_per_shift": AlreadyApplied,
    "assignment_never_two_at_one_time": OverlappingShift,
    "assignment_checked_in_stays": CheckedInStays,
}
