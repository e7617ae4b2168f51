"""Why a perk cannot be ordered, or a voucher not be used."""

from backend.common import errors
from points.errors.ledger import KeyReused


class PerkNotFound(errors.NotFound):
    """There is no such perk."""

    code = "perk_not_found"
    title = "特典が見つかりません"
    template = "この特典は見つかりません。特典の一覧からお選びください。"


class PerkNotOnSale(errors.Conflict):
    """The perk cannot be ordered today."""

    code = "perk_not_on_sale"
    title = "申込みの期間ではありません"
    template = "「{perk}」は今日は申し込めません。{opens}申込みの期間は{window}です。"


class SoldOut(errors.Conflict):
    """Nothing is left of the perk's stock."""

    code = "sold_out"
    title = "なくなりました"
    template = "「{perk}」は用意した数がすべてなくなりました。ほかの特典をお選びください。"


class PerkLimitReached(errors.Conflict):
    """The person has as many of this perk as one person may have."""

    code = "perk_limit_reached"
    title = "おひとりの上限に達しています"
    template = "「{perk}」は、{window}おひとり{most}{counter}までです。すでに{most}{counter}申し込まれています。"


class VoucherNotFound(errors.NotFound):
    """There is no such voucher, or it is somebody else's."""

    code = "voucher_not_found"
    title = "引換券が見つかりません"
    template = "この番号の引換券は見つかりません。番号をもう一度お確かめください。"


class CodeTriesTooMany(errors.DomainError):
    """Very many codes were typed wrongly in a short time."""

    code = "code_tries_too_many"
    status = 429
    title = "少し時間をおいてください"
    template = (
        "番号が何度も違ったため、お待ちいただいています。番号を確かめ、10分ほどおいてから、もう一度お試しください。"
    )


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


class OwnVoucher(errors.Conflict):
    """Who acts for a shop does not hand in vouchers of their own there."""

    code = "own_voucher"
    title = "ご自分のお店では引き換えられません"
    template = (
        "お店の担当者は、ご自分の引換券をそのお店で引き換えられません。使わないときは、引換券のページで申込みを取りやめると、"
        "取り置いたポイントが戻ります。"
    )


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


class SoldOutForNow(errors.Conflict):
    """Everybody together has taken as many as there are for this day, month or fiscal year."""

    code = "sold_out_for_now"
    title = "今の期間の分はなくなりました"
    template = "「{perk}」は、{span}に{most}までです。{span}の分はなくなりました。次の期間にお申し込みください。"


class PerkWithdrawn(errors.Conflict):
    """The city has withdrawn the perk."""

    code = "perk_withdrawn"
    title = "この特典は取りやめになりました"
    template = "「{perk}」は取りやめになりました（{reason}）。ほかの特典をお選びください。"


class PerkUseOver(errors.Conflict):
    """What would be ordered today could not be used any more."""

    code = "perk_use_over"
    title = "使える期間が終わっています"
    template = "「{perk}」を使える期間（{window}）は終わっています。ほかの特典をお選びください。"


class PickupDayNotOffered(errors.Conflict):
    """The day of pick-up is none of those that can be chosen."""

    code = "pickup_day_not_offered"
    title = "受け取りの日を選び直してください"
    template = "この日には受け取れません。選べる日は{days}です。"


class NoStepForPoints(errors.Conflict):
    """No step of the table holds the points brought."""

    code = "no_step_for_points"
    title = "ポイントの数を選び直してください"
    template = "「{perk}」は{brought}ポイントでは申し込めません。{table}です。"


class TooFewForPerk(errors.Conflict):
    """Less than the least that can be given."""

    code = "too_few_for_perk"
    title = "ポイントの数を選び直してください"
    template = "「{perk}」は{price}ポイントから申し込めます。"


class CommunityNotAccepting(errors.Conflict):
    """The community takes no support, or is none that we know."""

    code = "community_not_accepting"
    title = "団体を選び直してください"
    template = "この団体は、今はポイントでの応援を受け付けていません。一覧からほかの団体をお選びください。"


class VoucherNotYet(errors.Conflict):
    """The first day of the voucher is still to come."""

    code = "voucher_not_yet"
    title = "まだ使える日になっていません"
    template = "この引換券は{since}から使えます。"


class VoucherNotReady(errors.Conflict):
    """What was ordered has not arrived."""

    code = "voucher_not_ready"
    title = "品物がまだ届いていません"
    template = "「{perk}」は入荷を待っています。用意ができたらご本人にお知らせします。"


class SheetsLeft(errors.Conflict):
    """Fewer sheets are left than were asked for."""

    code = "sheets_left"
    title = "残りの枚数が足りません"
    template = "この引換券の残りは{left}枚です。{left}枚以下の枚数を入力してください。"


class VoucherBegun(errors.Conflict):
    """Some sheets have been used; their points have been taken."""

    code = "voucher_begun"
    title = "使い始めた引換券は取りやめられません"
    template = "この引換券は{used}枚使われています。残りの{left}枚は{until}まで使えます。"


class PerkChanged(errors.Conflict):
    """Somebody else has changed the perk since the page was opened."""

    code = "perk_changed"
    title = "ほかの職員が先に変更しました"
    template = "「{perk}」は、このページを開いた後に変更されています。もう一度開いて、今の内容を確かめてください。"


class StepsInvalid(errors.Invalid):
    """The steps overlap, or more points are not worth more."""

    code = "steps_invalid"
    title = "段階の表を直してください"
    template = "段階の表は、ポイントが重ならないように、ポイントが多いほど内容も多くなるように書いてください。"


class PerkUnfit(errors.Invalid):
    """The parts of a perk do not go together."""

    code = "perk_unfit"
    title = "特典の内容を直してください"
    template = "{why}"


class PerkPlaceStays(errors.Conflict):
    """Orders wait to be handed over at the place that was said."""

    code = "perk_place_stays"
    title = "受け渡しの場所は変えられません"
    template = "受け渡しを待つ申込みがある間は、場所と入荷の扱いを変えられません。新しい特典として始めてください。"


class StockBelowOrders(errors.Conflict):
    """The stock would be smaller than what has been ordered, or fewer pieces there than are promised."""

    code = "stock_below_orders"
    title = "申込みの数より少なくはできません"
    template = "すでに申込みがある数、または受け渡しを約束した数より少なくはできません。数をお確かめください。"


class SupplyUnfit(errors.Invalid):
    """What is said to have come in says nothing, or does not fit the perk."""

    code = "supply_unfit"
    title = "入荷と在庫の内容を直してください"
    template = "{why}"


class StockWithoutLimit(errors.Conflict):
    """The perk has no limit to which something could be added."""

    code = "stock_without_limit"
    title = "この特典には数の限りがありません"
    template = "「{perk}」には用意する数の限りがないため、足すことはできません。"


class IdentityUnchecked(errors.Invalid):
    """Nothing showed that somebody is the one who ordered."""

    code = "identity_unchecked"
    title = "ご本人の確認が必要です"
    template = "引換番号を入力するか、窓口ではお名前の確認に印を付けてください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_perk_stock_is_kept": SoldOut,
    "points_perk_quota_is_kept": PerkLimitReached,
    "points_voucher_key_once": KeyReused,
    "points_voucher_use_key_once": KeyReused,
    "points_supply_key_once": KeyReused,
    "points_voucher_sheets_are_bought": SheetsLeft,
    "points_voucher_used_in_time": VoucherNotReady,
    "points_steps_do_not_overlap": StepsInvalid,
    "points_step_table_is_sealed_whole": StepsInvalid,
    "points_perk_place_stays_for_orders": PerkPlaceStays,
    "points_perk_readies_what_arrived": StockBelowOrders,
    "points_support_is_accepted": CommunityNotAccepting,
    "points_voucher_ends_once": VoucherUsed,
    "points_voucher_not_at_ones_own_shop": OwnVoucher,
    "points_coupon_on_one_booking": CouponOnOtherBooking,
    "points_booking_has_one_coupon": BookingHasCoupon,
}
