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
    "points_rule_version_once": errors.Conflict,
}
errors.register(CONSTRAINTS)


class PerkNotFound(errors.NotFound):
    """There is no such perk."""

    code = "perk_not_found"
    title = "特典が見つかりません"
    template = "この特典は見つかりません。特典の一覧からお選びください。"


class PerkNotOnSale(errors.Conflict):
    """The perk cannot be ordered today."""

    code = "perk_not_on_sale"
    title = "申込みの期間ではありません"
    template = "「{perk}」は今日は申し込めません。申込みの期間は{window}です。"


class SoldOut(errors.Conflict):
    """Nothing is left of the perk's stock."""

    code = "sold_out"
    title = "なくなりました"
    template = "「{perk}」は用意した数がすべてなくなりました。ほかの特典をお選びください。"


class PerkLimitReached(errors.Conflict):
    """The person has as many of this perk as one person may have."""

    code = "perk_limit_reached"
    title = "おひとりの上限に達しています"
    template = "「{perk}」は、おひとり{most}枚までです。すでに{most}枚申し込まれています。"


class VoucherNotFound(errors.NotFound):
    """There is no such voucher, or it is somebody else's."""

    code = "voucher_not_found"
    title = "引換券が見つかりません"
    template = "この番号の引換券は見つかりません。番号をもう一度お確かめください。"


class VoucherUsed(errors.Conflict):
    """The voucher has been used before."""

    code = "voucher_used"
    title = "この引換券は使用済みです"
    template = "この引換券は、{when}に{where}で使われています。二度は使えません。"


class VoucherCancelled(errors.Conflict):
    """The order of the voucher was cancelled."""

    code = "voucher_cancelled"
    title = "この引換券は取りやめられています"
    template = "この引換券は、{when}に取りやめられています。ポイントは戻っています。"


class VoucherLapsed(errors.Conflict):
    """The voucher's last day is over."""

    code = "voucher_lapsed"
    title = "この引換券は期限が切れています"
    template = "この引換券の期限は{until}まででした。"


class VoucherForBooking(errors.Conflict):
    """A room coupon is used on a booking and not at a counter."""

    code = "voucher_for_booking"
    title = "この優待券は予約に使うものです"
    template = "施設優待券は窓口では引き換えられません。部屋の予約のページで使えます。"


class VoucherElsewhere(errors.Conflict):
    """The voucher is for another desk or shop."""

    code = "voucher_elsewhere"
    title = "ほかの場所の引換券です"
    template = "この引換券は「{place}」でだけ使えます。"


class VoucherNotCancellable(errors.Conflict):
    """The points of this order have been taken for good."""

    code = "voucher_not_cancellable"
    title = "この申込みは取りやめられません"
    template = "「{perk}」は申込みと同時にポイントを使うため、取りやめられません。期限の{until}までにお使いください。"


class CouponNotForThis(errors.Conflict):
    """A counter voucher does not reduce a fee."""

    code = "coupon_not_for_this"
    title = "この券は予約には使えません"
    template = "この引換券は予約には使えません。施設優待券をお選びください。"


class CouponOnOtherBooking(errors.Conflict):
    """The coupon lies on another booking."""

    code = "coupon_on_other_booking"
    title = "この優待券は使用済みです"
    template = "この優待券は、{when}に予約 {booking} に使われています。二度は使えません。"


class BookingHasCoupon(errors.Conflict):
    """The booking has a coupon already."""

    code = "booking_has_coupon"
    title = "この予約には優待券が付いています"
    template = "ひとつの予約に使える優待券は1枚です。この予約には、すでに優待券が使われています。"


class NoPlace(errors.NotAllowed):
    """The person neither works at a desk nor manages a shop."""

    code = "no_place"
    title = "引換えの権限がありません"
    template = "引換券を受け付けられるのは、交流センターの窓口と、登録されたお店の担当者です。"


VOUCHER_CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_perk_stock_is_kept": SoldOut,
    "points_perk_quota_is_kept": PerkLimitReached,
    "points_voucher_key_once": KeyReused,
    "points_voucher_ends_once": VoucherUsed,
    "points_coupon_on_one_booking": CouponOnOtherBooking,
    "points_booking_has_one_coupon": BookingHasCoupon,
}
errors.register(VOUCHER_CONSTRAINTS)
