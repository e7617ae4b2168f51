"""What a request still lacks, or what can no longer be done with it."""

from backend.common import errors


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


class ShiftTooFar(errors.Invalid):
    """A shift further ahead than people are asked: in most cases a slip in the year."""

    code = "shift_too_far"
    template = "活動の日時は、{years}年先までにしてください。年をお確かめください。"


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


class WideningUnclear(errors.Invalid):
    """A day when others may join without saying who, or the other way round, or nobody new."""

    code = "widening_unclear"
    template = "対象を広げる日と、広げたあとの対象を、両方選んでください。広げたあとの対象は、今と違うものにします。"


class AgesOutOfOrder(errors.Invalid):
    """The highest age is below the lowest."""

    code = "ages_out_of_order"
    template = "年齢の上限は、下限以上にしてください。"


class ConditionNeedsReason(errors.Invalid):
    """A condition is asked without saying why."""

    code = "condition_needs_reason"
    template = "条件を付けるときは、その理由を書いてください。理由は、応募する方にも見えます。"


class GenderNotLawful(errors.Invalid):
    """A condition of gender without one of the reasons that make it lawful."""

    code = "gender_not_lawful"
    template = (
        "性別の条件は、介助・更衣・相談など、決められた場合だけ付けられます。"
        "あてはまる場合を選び、理由を書いてください。"
    )


class NoWindows(errors.Invalid):
    """A flexible or open-ended request without a time in which one can help."""

    code = "no_windows"
    template = "手伝ってほしい期間と、曜日、時間帯を入力してください。"


class WindowInThePast(errors.Invalid):
    """The last day of a window is over."""

    code = "window_in_the_past"
    template = "期間の最後の日には、これからの日を入力してください。"


class WindowUnclear(errors.Invalid):
    """The days, hours or numbers of a window do not go together."""

    code = "window_unclear"
    template = (
        "期間は最初の日から最後の日まで、時間帯は始まりから終わりまでの順に入力し、曜日と人数を1つ以上にしてください。"
    )


class WindowNeedUnclear(errors.Invalid):
    """A window that ends says how many hours are needed; one that does not, does not."""

    code = "window_need_unclear"
    template = "期間を決めた募集には必要な時間の合計を書いてください。期限のない募集には書きません。"


class TemplateNameTaken(errors.Conflict):
    """The organisation has a template of that name."""

    code = "template_name_taken"
    title = "同じ名前のひな形があります"
    template = "同じ名前のひな形がすでにあります。別の名前にするか、前のひな形を消してください。"


class RecurrenceMade(errors.Conflict):
    """The page from which shifts were made has made them already."""

    code = "recurrence_made"
    title = "この画面からは、もう作りました"
    template = "この画面からは、もう回を作りました。募集のページでご確認ください。"


class RecurrenceEmpty(errors.Invalid):
    """Nothing is left to make."""

    code = "recurrence_empty"
    template = "作る日を1つ以上選んでください。"


class RecurrenceTooLong(errors.Invalid):
    """The rule gives more dates than can be looked over, or none."""

    code = "recurrence_too_long"
    template = "くり返しの日は、1回から{most}回までにしてください。期間か、くり返し方を変えてください。"


class RecurrenceChanged(errors.Conflict):
    """What stood in the dry run is no longer so."""

    code = "recurrence_changed"
    title = "予定が変わっています"
    template = "{days}は、ほかの予定と重なるようになりました。一覧を確かめて、もう一度作る日を選んでください。"


class RequestNotOfSetTimes(errors.Conflict):
    """What is done with shifts does not go with a request whose times are picked."""

    code = "request_not_of_set_times"
    title = "この募集にはできません"
    template = "都合のよい時間を選んでもらう募集では、この手続きはできません。期間や時間帯を書き直してください。"


class CallOffNeedsReason(errors.Invalid):
    """Calling off without words for those who wanted to come."""

    code = "call_off_needs_reason"
    template = "中止にする理由を書いてください（例：雨のため）。参加する方に、そのまま伝わります。"


class NothingToCallOff(errors.Conflict):
    """The shift or the request is called off or over already."""

    code = "nothing_to_call_off"
    title = "中止にする回がありません"
    template = "この活動は、もう中止になったか、始まっています。募集のページで、今の状況をお確かめください。"


class CapacityBelowTaken(errors.Conflict):
    """Fewer places than people who have one."""

    code = "capacity_below_taken"
    title = "参加が決まった方より少なくできません"
    template = "{when}の回には、{taken}人の参加が決まっています。定員は{taken}人以上にしてください。"


class GenderNeedsReview(errors.Conflict):
    """A condition of gender that nobody has looked at would come into a published request."""

    code = "gender_needs_review"
    title = "掲載中の募集には加えられません"
    template = (
        "性別の条件は、掲載の前に担当者が確認します。掲載中の募集には加えられないので、"
        "この募集を写して、新しい募集として出してください。"
    )


class AnswerTimesOutOfRange(errors.Invalid):
    """The time to answer, or the time before the start, is not within two weeks."""

    code = "answer_times_out_of_range"
    template = "返事を待つ時間は1時間から2週間（336時間）まで、案内を終える時間は開始の2週間前より後にしてください。"


class NothingChanged(errors.Invalid):
    """An edit that changes nothing."""

    code = "request_unchanged"
    template = "変わったところがありません。直すところを書き換えてから、保存してください。"


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


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "shift_ends_after_it_starts": ShiftEndsBeforeItStarts,
    "shift_minimum_within_capacity": MinimumAboveCapacity,
    "request_district_audience_names_a_district": DistrictNeeded,
    "request_refused_by_somebody_with_words": RefusalNeedsReason,
    "request_widens_to_somebody_on_a_day": WideningUnclear,
    "request_widens_to_others": WideningUnclear,
    "request_widening_to_a_district_names_it": DistrictNeeded,
    "request_line_order_by_district_names_it": DistrictNeeded,
    "request_answer_times_within_two_weeks": AnswerTimesOutOfRange,
    "request_ages_in_order": AgesOutOfOrder,
    "request_age_has_a_reason": ConditionNeedsReason,
    "request_guardian_has_a_reason": ConditionNeedsReason,
    "request_certificate_has_a_reason": ConditionNeedsReason,
    "request_insurance_has_a_reason": ConditionNeedsReason,
    "request_gender_is_lawful_and_has_a_reason": GenderNotLawful,
    "window_ends_after_it_begins": WindowUnclear,
    "window_closes_after_it_opens": WindowUnclear,
    "window_has_weekdays": WindowUnclear,
    "window_takes_somebody": WindowUnclear,
    "window_that_ends_needs_some_hours": WindowNeedUnclear,
    "shift_called_off_with_a_reason": CallOffNeedsReason,
    "request_template_name_once": TemplateNameTaken,
    "recurrence_once_per_page": RecurrenceMade,
    "shift_once_per_recurrence": RecurrenceMade,
}
