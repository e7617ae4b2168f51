"""What the ledger and the vouchers refuse, as facts with a sentence to act on."""

from backend.common import errors


class RuleNotInForce(errors.Conflict):
    """No published rule of this code covers the day of the activity."""

    code = "rule_not_in_force"
    title = "この日のポイントの決まりがありません"
    template = "{day} の活動に使えるポイントの決まり（{rule}）がありません。市の担当課にお知らせください。"


class NothingEarned(errors.Conflict):
    """The activity is too short or too small for a whole point."""

    code = "nothing_earned"
    title = "ポイントの対象になりません"
    template = "「{rule}」では、この活動の時間や量は1ポイントに届きません。"


class CapReached(errors.Conflict):
    """The person already has all points that this rule gives in the window."""

    code = "cap_reached"
    title = "ポイントの上限に達しています"
    template = "「{rule}」のポイントは{span}に{most}ポイントまでです。上限に達しているため、今回は付きません。"


class BudgetSpent(errors.Conflict):
    """The campaign has given out all of its points."""

    code = "budget_spent"
    title = "キャンペーンのポイントがなくなりました"
    template = "「{rule}」のキャンペーンで用意したポイントは、すべて配り終えました。"


class AlreadyAwarded(errors.Conflict):
    """This activity has paid this person before, for another quantity or day."""

    code = "already_awarded"
    title = "この活動のポイントはすでに付いています"
    template = (
        "この活動のポイントは、すでに付いています（記帳 {posting}）。直すときは、先にその記帳を取り消してください。"
    )


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


class RuleImmutable(errors.Conflict):
    """A published rule does not change."""

    code = "rule_immutable"
    title = "公開したポイントの決まりは変えられません"
    template = "公開した決まりは変えられません。新しい版を作り、今の版の最終日を決めてください。"


REFUSALS: dict[str, type[errors.DomainError]] = {
    refusal.code: refusal
    for refusal in [
        RuleNotInForce,
        NothingEarned,
        CapReached,
        BudgetSpent,
        AlreadyAwarded,
        NotEnoughPoints,
        PointsExpired,
        NotReversible,
        HoldNotFound,
        HoldEnded,
        HoldNotDue,
    ]
} | {"key_reused": KeyReused}

CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_posting_key_once": KeyReused,
    "points_hold_key_once": KeyReused,
    "points_posting_award_once": AlreadyAwarded,
    "points_account_keeps_its_floor": NotEnoughPoints,
    "points_cap_is_kept": CapReached,
    "points_budget_is_kept": BudgetSpent,
    "points_hold_ends_once": HoldEnded,
    "points_rule_immutable": RuleImmutable,
    "points_rule_one_version_at_a_time": RuleImmutable,
}
errors.register(CONSTRAINTS)
