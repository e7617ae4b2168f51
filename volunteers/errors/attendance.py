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


class NotYetMissing(errors.Conflict):
    """Somebody is recorded as not having come before the shift has begun."""

    code = "not_yet_missing"
    title = "活動がまだ始まっていません"
    template = "来られなかったという記録は、活動が始まってからできます。"


class RosterClosed(errors.Conflict):
    """The shift is too long ago for its roster to change."""

    code = "roster_closed"
    title = "名簿の期限を過ぎています"
    template = "活動から2週間を過ぎたため、名簿には書き込めません。直す必要があるときは、市の担当課にご相談ください。"


class AlreadyCheckedOut(errors.Conflict):
    """The person has left already."""

    code = "already_checked_out"
    title = "退出は済んでいます"
    template = "退出はすでに記録されています。戻ってきたときは、もう一度受付をしてください。"


class TimeImplausible(errors.Invalid):
    """Somebody is said to have come or gone at a time that is not of the shift's day, or has not come yet."""

    code = "time_implausible"
    title = "時刻を確かめてください"
    template = (
        "{time}は、この回の受付の時間（{opens}から{closes}まで）の外か、まだ来ていない時刻です。"
        "端末の時計を確かめ、名簿で時刻を直してください。"
    )


class PersonUnknown(errors.NotFound):
    """A number names nobody."""

    code = "walk_in_unknown"
    title = "この番号の方は見つかりません"
    template = "この番号の方は見つかりません。受付カードの9文字を、もう一度確かめてください。"


class NumberTriesTooMany(errors.DomainError):
    """Very many wrong numbers in a short time."""

    code = "number_tries_too_many"
    status = 429
    title = "少し時間をおいてください"
    template = "まちがった番号が何度も入力されたため、お待ちいただいています。10分ほどおいて、もう一度お試しください。"


class WalkInFull(errors.Conflict):
    """Somebody just comes, and every place is taken."""

    code = "walk_in_full"
    title = "席がありません"
    template = (
        "この回は定員（{capacity}人）に達しているため、席がありません。来られないと連絡のあった方がいるときは、"
        "先に名簿の「辞退を書きとめる」で席を空けてください。"
    )


class WalkInNeedsConsent(errors.Conflict):
    """Somebody under 18 just comes, and no guardian has consented."""

    code = "walk_in_needs_consent"
    title = "保護者の同意が必要です"
    template = (
        "この方は18歳未満で、保護者の同意がまだないため、今日は受け付けられません。この先の回に申し込むと、"
        "保護者の方にお願いする画面に進めることをお伝えください。センターの窓口でも手続きできます。"
    )


class WalkInOverlaps(errors.Conflict):
    """Somebody just comes who has a place elsewhere at that time."""

    code = "walk_in_overlaps"
    title = "ほかの活動と時間が重なります"
    template = (
        "この方は、同じ時間に、ほかの活動への参加が決まっています。こちらに参加するときは、"
        "ご本人がそちらを辞退してから、もう一度受け付けてください。"
    )


class MajorityUnasked(errors.Conflict):
    """Somebody who told no date of birth just comes, and was not asked whether they are 18."""

    code = "majority_unasked"
    title = "18歳以上かどうかを確かめてください"
    template = (
        "この方は生年月日の登録がありません。18歳以上かどうかをご本人に確かめ、「18歳以上」に印を付けてください。"
        "18歳未満の方は、保護者の同意がないと参加できません。"
    )


class WalkInOfParty(errors.Conflict):
    """Who answers for a party that was asked comes alone; the party has not answered."""

    code = "walk_in_of_party"
    title = "団体としてのお誘いです"
    template = (
        "この方には、団体の代表としてお誘いを送っています。ご本人の「団体でできること」の画面から、"
        "お誘いにお返事してもらってください。"
    )


class CardUnknown(errors.NotFound):
    """A number or a card names nobody who has a place in the shift."""

    code = "card_unknown"
    title = "この回の方ではありません"
    template = (
        "この番号の方は、この回の名簿に見つかりません。番号をもう一度確かめるか、名簿のお名前から受付してください。"
        "申し込まずに来た方は、「予約なしで来た方を受け付ける」から進めます。"
    )


class StaleCard(errors.Conflict):
    """Somebody's own code was read later than it was shown."""

    code = "stale_card"
    status = 410
    title = "受付カードの時間が過ぎています"
    template = (
        "この受付カードは、読み取った時刻のものではありません。"
        "新しく表示したカードを読み取るか、名簿から受付してください。"
    )


class EventReused(errors.Conflict):
    """A device's number of an event came again for somebody else, or for something else."""

    code = "event_reused"
    template = "同じ記録の番号が、別の内容ですでに使われています。画面を読み込み直して、もう一度受付してください。"


class StaysOverlap(errors.Invalid):
    """Two of a person's stays cover the same time."""

    code = "stays_overlap"
    title = "時間が重なっています"
    template = "いた時間が重なっています。1回目の終わりより後に、2回目の始まりを書いてください。"


class StayEndsBeforeItStarts(errors.Invalid):
    """Somebody would have left before they came."""

    code = "stay_ends_before_it_starts"
    title = "時刻を確かめてください"
    template = "帰った時刻は、来た時刻より後にしてください。"


class ChangeNeedsReason(errors.Invalid):
    """Times are put right, an approval is taken back or a check-in is crossed out without saying why."""

    code = "change_needs_reason"
    template = "記録を直すときは、理由を書いてください。ご本人にも伝わります。"


class CameAfterAll(errors.Conflict):
    """Somebody who was checked in is recorded as not having come."""

    code = "came_after_all"
    title = "この方は受付をしています"
    template = "この方の受付が記録されています。間違いのときは、先に受付を取り消してください。"


class NoShowStands(errors.Conflict):
    """Somebody is recorded as not having come already."""

    code = "no_show_stands"
    title = "記録は済んでいます"
    template = "この方は、来られなかったと記録されています。来ていたときは、その記録を取り消してください。"


class NoShowMissing(errors.Conflict):
    """There is no record of not having come."""

    code = "no_show_missing"
    title = "記録がありません"
    template = "来られなかったという記録はありません。画面を読み込み直してください。"


class NoShowNeedsReason(errors.Invalid):
    """A record of not having come is taken back without saying why."""

    code = "no_show_needs_reason"
    template = "取り消す理由を書いてください。ご本人にも伝わります。"


class ObjectionNeedsWords(errors.Invalid):
    """An objection says nothing."""

    code = "objection_needs_words"
    template = "団体に伝えたいことを、ひとこと書いてください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "attendance_change_has_a_reason": ChangeNeedsReason,
    "attendance_correction_has_a_reason": CorrectionNeedsReason,
    "attendance_event_once": EventReused,
    "attendance_has_a_place": NotConfirmed,
    "attendance_minutes_within_a_day": MinutesOutOfRange,
    "attendance_not_of_a_no_show": NoShowStands,
    "no_show_not_of_who_came": CameAfterAll,
    "no_show_objection_has_words": ObjectionNeedsWords,
    "no_show_once": NoShowStands,
    "no_show_undone_by_somebody": NoShowNeedsReason,
    "stay_ends_after_it_starts": StayEndsBeforeItStarts,
    "stay_never_two_at_one_time": StaysOverlap,
    "stay_not_after_approval": HoursAlreadyApproved,
    "volunteers_attendance_pkey": AlreadyCheckedIn,
}
