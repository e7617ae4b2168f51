"""What stands in the way of checking in and of hours."""

from backend.common import errors


class ShiftNotStarted(errors.Conflict):
    """The shift has not begun."""

    code = "shift_not_started"
    title = "活動がまだ始まっていません"
    template = "活動時間の認定は、活動が始まってからできます。"


class StaleCode(errors.Conflict):
    """The check-in code is not one of the last minute."""

    code = "stale_code"
    status = 410
    title = "受付コードの時間が過ぎています"
    template = (
        "この受付コードは使える時間が過ぎました。会場に表示されている新しいコードを、もう一度読み取ってください。"
    )


class NotConfirmed(errors.Conflict):
    """Somebody checks in who has no place."""

    code = "not_confirmed"
    status = 403
    title = "参加の申込みが見つかりません"
    template = "この回への参加が決まっていないため、受付できません。会場の担当者に声をおかけください。"


class CheckInNotOpen(errors.Conflict):
    """It is too early or too late to check in."""

    code = "check_in_not_open"
    title = "受付の時間ではありません"
    template = "受付は{opens}から{closes}までです。時間をお確かめのうえ、困ったときは担当者に声をおかけください。"


class AlreadyCheckedIn(errors.Conflict):
    """The person has been checked in before."""

    code = "already_checked_in"
    title = "受付は済んでいます"
    template = "受付はすでに済んでいます。このまま活動にご参加ください。"


class NotCheckedIn(errors.Conflict):
    """Hours are approved for somebody who was not checked in."""

    code = "not_checked_in"
    title = "受付の記録がありません"
    template = "受付の記録がないため、活動時間を認定できません。参加していたときは、先に名簿で受付をしてください。"


class OwnHours(errors.DomainError):
    """Somebody approves their own hours."""

    code = "own_hours"
    status = 403
    title = "ご自分の時間は認定できません"
    template = "ご自分の活動時間は、団体のほかの担当者が認定してください。"


class HoursAlreadyApproved(errors.Conflict):
    """The hours are approved already."""

    code = "hours_already_approved"
    title = "認定は済んでいます"
    template = "この方の活動時間はすでに認定されています。直すときは、先に認定を取り消してください。"


class HoursNotApproved(errors.Conflict):
    """There is no approval to take back."""

    code = "hours_not_approved"
    title = "認定されていません"
    template = "この方の活動時間は認定されていないため、取り消すものがありません。"


class CorrectionNeedsReason(errors.Invalid):
    """Other minutes than proposed are approved without saying why."""

    code = "correction_needs_reason"
    template = "活動時間を直すときは、理由を書いてください（例：15分早く終わった）。"


class PointsSpent(errors.Conflict):
    """The points of the approval cannot be taken back any more."""

    code = "points_spent"
    title = "ポイントがすでに使われています"
    template = (
        "この活動のポイントは使われたか期限が過ぎたため、認定を取り消せません。"
        "直す必要があるときは、市の担当課にご相談ください。"
    )


class MinutesOutOfRange(errors.Invalid):
    """The minutes are not between 1 and a day."""

    code = "minutes_out_of_range"
    template = "活動時間は1分から24時間までの間で入力してください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "attendance_has_a_place": NotConfirmed,
    "volunteers_attendance_pkey": AlreadyCheckedIn,
    "attendance_minutes_within_a_day": MinutesOutOfRange,
    "attendance_correction_has_a_reason": CorrectionNeedsReason,
}
