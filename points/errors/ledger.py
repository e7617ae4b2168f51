"""What the ledger refuses, whatever the points are for."""

from backend.common import errors


class KeyReused(errors.KeyReused):
    """The idempotency key came before with another request."""

    template = "同じ受付番号（{key}）が、別の内容ですでに使われています。新しい番号を付けてください。"


class NotEnoughPoints(errors.Conflict):
    """The person has fewer usable points than are needed."""

    code = "not_enough_points"
    title = "ポイントが足りません"
    template = "使えるポイントは{usable}ポイントです。あと{missing}ポイント必要です。"

    def __init__(self, **data: int) -> None:
        missing = max(0, data.get("needed", 0) - data.get("usable", 0))
        super().__init__(**{**data, "missing": missing})


class PointsExpired(errors.Conflict):
    """What should be taken back has expired already: there is nothing left to take."""

    code = "points_expired"
    title = "このポイントはすでに失効しています"
    template = "取り消そうとしたポイントは、すでに有効期限が過ぎて失効しています。残高は変わりません。"


class NotReversible(errors.Conflict):
    """There is no such posting, or it is a reversal or an expiry itself."""

    code = "not_reversible"
    title = "この記帳は取り消せません"
    template = "この記帳は取り消せません。番号をお確かめください。"


class PointsTooMany(errors.Invalid):
    """What an activity would earn is more than an account can hold."""

    code = "points_too_many"
    title = "ポイントが大きすぎます"
    template = (
        "計算したポイントが大きすぎるため、付けられません。入力した量と、決まりの1単位のポイントをお確かめください。"
    )


class HoldNotFound(errors.NotFound):
    """There is no such hold."""

    code = "hold_not_found"


class HoldEnded(errors.Conflict):
    """The hold was captured, voided or has lapsed before."""

    code = "hold_ended"
    title = "取り置きは終わっています"
    template = "このポイントの取り置きは、すでに終わっています（{state_label}）。もう一度お申し込みください。"


class HoldNotDue(errors.Conflict):
    """A hold does not lapse before its time."""

    code = "hold_not_due"
    template = "取り置きの期限はまだ過ぎていません。"


REFUSALS: dict[str, type[errors.DomainError]] = {
    "key_reused": KeyReused,
    "not_enough_points": NotEnoughPoints,
    "points_expired": PointsExpired,
    "not_reversible": NotReversible,
    "hold_not_found": HoldNotFound,
    "hold_ended": HoldEnded,
    "hold_not_due": HoldNotDue,
}
CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_posting_key_once": KeyReused,
    "points_hold_key_once": KeyReused,
    "points_account_keeps_its_floor": NotEnoughPoints,
    "points_hold_ends_once": HoldEnded,
}
