from backend.common import errors
from bookings.errors import reserving


class NotPublicUse(errors.Invalid):
    """The class of users does not take precedence at this center."""

    code = "not_public_use"
    title = "公用として扱えない区分です"
    template = "{center_name}の「利用のきまり」では、この区分は公用になりません。区分を選び直してください。"


class MayNotDisplace(reserving.PeriodTaken):
    """Public use is in the way of somebody whom it may not displace; `data["because"]` tells why."""

    code = "may_not_displace"
    title = "ほかの予約があるため、公用にできません"
    template = "{center_name}の{room_name}は、{day_text} {periods_text}にほかの予約があります。{because}"


class DisplacementChanged(errors.Conflict):
    """What stands in the way is not what was shown; `data["bookings"]` names what it is now."""

    code = "displacement_changed"
    title = "予約の状況が変わりました"
    template = (
        "確かめている間に、{center_name}の{room_name}の予約の状況が変わりました。"
        "取り消しになる予約を、もう一度お確かめください。"
    )
