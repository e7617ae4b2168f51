"""What stands in the way of taking back what the city paid for a slip."""

from backend.common import errors
from points.errors.records import NeedsAnotherPerson, OwnRecord


class SlipReturnNotFound(errors.NotFound):
    """There is no such request."""

    code = "slip_return_not_found"
    title = "取り戻しの記録が見つかりません"
    template = "この取り戻しの記録は見つかりません。伝票の一覧からもう一度開いてください。"


class SlipNotPaid(errors.Conflict):
    """The city paid nothing for this slip."""

    code = "slip_not_paid"
    title = "市が支払った伝票ではありません"
    template = "取り戻せるのは、市が調整して支払った伝票だけです。"


class SlipReturnAsked(errors.Conflict):
    """It is being taken back, or has been."""

    code = "slip_return_asked"
    title = "取り戻しは、すでに申し込まれています"
    template = "この伝票の取り戻しは、すでに申し込まれています。伝票のページで結果をお確かめください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_slip_return_once": SlipReturnAsked,
    "points_slip_return_of_what_was_paid": SlipNotPaid,
    "points_slip_return_four_eyes": NeedsAnotherPerson,
    "points_slip_return_by_another": OwnRecord,
}
