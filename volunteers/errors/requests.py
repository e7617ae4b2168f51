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


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "shift_ends_after_it_starts": ShiftEndsBeforeItStarts,
    "shift_minimum_within_capacity": MinimumAboveCapacity,
    "request_district_audience_names_a_district": DistrictNeeded,
    "request_refused_by_somebody_with_words": RefusalNeedsReason,
}
