"""What can stand in the way of a volunteer or an organiser, in words that say what to do next."""

from backend.common import errors
from volunteers import enums


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


class ShiftNotStarted(errors.Conflict):
    """The shift has not begun."""

    code = "shift_not_started"
    title = "活動がまだ始まっていません"
    template = "活動時間の認定は、活動が始まってからできます。"


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


class AssignmentChanged(errors.Conflict):
    """The assignment is no longer in the state that the step needs."""

    code = "assignment_changed"
    title = "状況が変わっています"
    template = "この応募の状況が変わったため、手続きできませんでした。ページを開き直して、今の状況をお確かめください。"


class CheckedInStays(errors.Conflict):
    """Who has checked in does not withdraw."""

    code = "checked_in_stays"
    title = "受付が済んでいます"
    template = "当日の受付が済んでいるため、辞退できません。早く帰るときは、担当者に声をおかけください。"


class NotSuggested(errors.Conflict):
    """The person behind an invitation can no longer be invited to this shift."""

    code = "not_suggested"
    title = "今はお誘いできません"
    template = "この方は、登録内容や予定が変わったため、お誘いできなくなりました。ほかの方をお選びください。"


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


class OrganisationNotApproved(errors.Conflict):
    """The city has not approved the organisation yet."""

    code = "organisation_not_approved"
    title = "団体の確認が済んでいません"
    template = "{organisation}は市の確認待ちです。確認が済むまでは、下書きとして保存できます。"


class NoShifts(errors.Invalid):
    """A request without a single shift."""

    code = "no_shifts"
    template = "活動の日時を1回以上入力してください。"


class ShiftInThePast(errors.Invalid):
    """A shift of a new request has begun already."""

    code = "shift_in_the_past"
    template = "活動の日時には、これからの日時を入力してください。"


class ShiftEndsBeforeItStarts(errors.Invalid):
    """The end of a shift is not after its start."""

    code = "shift_ends_before_it_starts"
    template = "終了の時刻は、開始の時刻より後にしてください。"


class MinimumAboveCapacity(errors.Invalid):
    """The fewest people are more than the places."""

    code = "minimum_above_capacity"
    template = "最少人数は1人以上、定員以下にしてください。"


class DistrictNeeded(errors.Invalid):
    """The audience is a district and none is named."""

    code = "district_needed"
    template = "地区の方を対象にするときは、地区を選んでください。"


class RequestNotChangeable(errors.Conflict):
    """The request has left the organisation's desk."""

    code = "request_not_changeable"
    title = "この募集は書き直せません"
    template = "確認中や掲載中の募集は書き直せません。下書きと、掲載が見送られた募集は書き直せます。"


class RequestNotInReview(errors.Conflict):
    """There is nothing to review."""

    code = "request_not_in_review"
    title = "確認待ちではありません"
    template = "この募集は確認待ちではありません。ほかの方がすでに確認したようです。"


class RefusalNeedsReason(errors.Invalid):
    """A request is refused without words."""

    code = "refusal_needs_reason"
    template = "掲載を見送るときは、団体に伝わる理由を書いてください。"


class OfferTimesClash(errors.Invalid):
    """The same weekday and start twice, or an end before its start."""

    code = "offer_times_clash"
    template = "活動できる時間に、同じ曜日・同じ開始時刻のものか、終了が開始より前のものがあります。"


INELIGIBLE: dict[enums.Reason, type[NotEligible]] = {
    enums.Reason.TOO_YOUNG: TooYoung,
    enums.Reason.AGE_UNKNOWN: AgeUnknown,
    enums.Reason.OTHER_DISTRICT: OtherDistrict,
    enums.Reason.MEMBERS_ONLY: MembersOnly,
    enums.Reason.CITY_EMPLOYEES_ONLY: CityEmployeesOnly,
}

CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "shift_taken_within_capacity": ShiftFull,
    "shift_ends_after_it_starts": ShiftEndsBeforeItStarts,
    "shift_minimum_within_capacity": MinimumAboveCapacity,
    "request_district_audience_names_a_district": DistrictNeeded,
    "request_refused_by_somebody_with_words": RefusalNeedsReason,
    "assignment_once_per_shift": AlreadyApplied,
    "assignment_never_two_at_one_time": OverlappingShift,
    "assignment_checked_in_stays": CheckedInStays,
    "attendance_has_a_place": NotConfirmed,
    "volunteers_attendance_pkey": AlreadyCheckedIn,
    "attendance_minutes_within_a_day": MinutesOutOfRange,
    "attendance_correction_has_a_reason": CorrectionNeedsReason,
    "offer_time_once": OfferTimesClash,
    "offer_time_ends_after_it_starts": OfferTimesClash,
}
errors.register(CONSTRAINTS)
