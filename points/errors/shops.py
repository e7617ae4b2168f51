"""Why a payment, a refund, a slip or a settlement is refused."""

from backend.common import errors
from points.errors.ledger import KeyReused


class TillNotFound(errors.NotFound):
    """There is no such till, or it is not the person's."""

    code = "till_not_found"
    title = "お店が見つかりません"
    template = "このお店は見つかりません。QRコードをもう一度読み取ってください。"


class PaymentNotFound(errors.NotFound):
    """There is no such payment, or it is somebody else's."""

    code = "payment_not_found"
    title = "支払いが見つかりません"
    template = "この支払いは見つかりません。番号をもう一度お確かめください。"


class PaymentCodeNotFound(errors.NotFound):
    """No code reads so."""

    code = "payment_code_not_found"
    title = "支払いコードが見つかりません"
    template = "この支払いコードは見つかりません。8文字をもう一度お確かめください。"


class PaymentCodeUsed(errors.Conflict):
    """A code pays once, whoever shows it and wherever."""

    code = "payment_code_used"
    title = "この支払いコードは使用済みです"
    template = (
        "この支払いコードは、{when}に使われています。二度は使えません。お客さまに新しいコードを出してもらってください。"
    )


class PaymentCodeExpired(errors.Conflict):
    """The code is too old, or another has taken its place."""

    code = "payment_code_expired"
    title = "支払いコードの期限が過ぎています"
    template = "この支払いコードは、もう使えません。お客さまに新しいコードを出してもらってください。"


class PaymentCodeBlocked(errors.Conflict):
    """The booklet was reported as lost."""

    code = "payment_code_blocked"
    title = "このつづりは止められています"
    template = "この支払いコードのつづりは、なくしたと届け出がありました。ポイントは使えません。"


class TillWithoutContract(errors.Conflict):
    """Outside of its contract a shop takes nothing."""

    code = "till_without_contract"
    title = "今はポイントを使えません"
    template = "「{place}」では、今はポイントを使えません（取扱いの期間ではありません）。ポイントは減っていません。"


class PaymentTooLarge(errors.Conflict):
    """More than one payment may be."""

    code = "payment_too_large"
    title = "1回に使えるポイントを超えています"
    template = "1回に使えるのは{most}ポイントまでです。{most}以下の数を入れてください。"


class TillDayFull(errors.Conflict):
    """The till has taken as much as it may on a day."""

    code = "till_day_full"
    title = "このお店の今日の上限に達しています"
    template = "このお店が1日に受け取れるのは{most}ポイントまでです。明日またお使いください。"


class PayerTillFull(errors.Conflict):
    """The person has paid as much as one may at this till on a day."""

    code = "payer_till_full"
    title = "このお店で今日使える上限に達しています"
    template = "おひとりがこのお店で1日に使えるのは{most}ポイントまでです。ポイントは減っていません。"


class PayerDayFull(errors.Conflict):
    """The person has paid as often as one may on a day."""

    code = "payer_day_full"
    title = "今日の回数の上限に達しています"
    template = "ポイントで支払えるのは、1日に{most}回までです。明日またお使いください。"


class PayerPlacesFull(errors.Conflict):
    """The person has paid at as many places as one may on a day."""

    code = "payer_places_full"
    title = "今日のお店の数の上限に達しています"
    template = "ポイントで支払えるお店は、1日に{most}か所までです。明日またお使いください。"


class PaidElsewhereJustNow(errors.Conflict):
    """Nobody stands in two shops at one time."""

    code = "paid_elsewhere_just_now"
    title = "続けて別のお店では支払えません"
    template = (
        "お店のQRコードで支払ったあと{minutes}分間は、別のお店のQRコードでは支払えません。"
        "少し待ってからお試しください。"
    )


class OwnTill(errors.Conflict):
    """Who acts for a shop does not pay there."""

    code = "own_till"
    title = "ご自分のお店では使えません"
    template = "お店の担当者は、そのお店や自分の操作で自分のポイントを使えません。ほかのお店でお使いください。"


class PaymentPointsGone(errors.Conflict):
    """The points were there when the slip was noted, and have expired since."""

    code = "payment_points_gone"
    title = "ポイントが失効しています"
    template = "伝票を書いた後に、ポイントの有効期限が過ぎました。"


class RefundTooLarge(errors.Conflict):
    """Never more goes back than was paid."""

    code = "refund_too_large"
    title = "返せるポイントを超えています"
    template = "この支払いで返せるのは、あと{left}ポイントです。{left}以下の数を入れてください。"


class RefundTooLate(errors.Conflict):
    """The shop's own time to refund is over."""

    code = "refund_too_late"
    title = "お店で返せる期間を過ぎています"
    template = "お店で返せるのは、支払いから{days}日後までです。市の担当課にご連絡ください。"


class CityRefundTooLate(errors.Conflict):
    """The books of the fiscal year in which it was paid are closed."""

    code = "city_refund_too_late"
    title = "市が返せる期間を過ぎています"
    template = "この支払いを市が返せるのは、支払いのあった年度の帳簿を閉じる{until}までです。"


class SlipNotFound(errors.NotFound):
    """There is no such slip."""

    code = "slip_not_found"
    title = "伝票が見つかりません"
    template = "この伝票は見つかりません。番号をもう一度お確かめください。"


class SlipTooLate(errors.Conflict):
    """The slip came after the days in which slips are to be sent."""

    code = "slip_too_late"
    title = "伝票を送る期限を過ぎています"
    template = "伝票を送れるのは、書いた日から{days}日後までです。"


class SlipInFuture(errors.Invalid):
    """A slip is noted before it is sent."""

    code = "slip_in_future"
    title = "日時を確かめてください"
    template = "伝票の日時が、今より後になっています。書いた日時を入れてください。"


class SlipDecided(errors.Conflict):
    """The case was decided before."""

    code = "slip_decided"
    title = "この伝票は処理が終わっています"
    template = "この伝票は、すでに処理が終わっています。一覧で結果をお確かめください。"


class SlipNotTakeable(errors.Conflict):
    """What stood in the way of a slip still does."""

    code = "slip_not_takeable"
    title = "まだ受け取れません"
    template = "この伝票は今も受け取れません（{reason}）。市の調整で支払うか、理由を付けてお断りください。"


class SlipSettled(errors.Conflict):
    """What stands in a closed month is not typed otherwise any more."""

    code = "slip_settled"
    title = "精算が済んでいます"
    template = "精算が済んでいるため、この伝票は訂正できません。多かった分は、支払いのページから返金してください。"


class SlipUnchanged(errors.Invalid):
    """A correction says something else than the slip."""

    code = "slip_unchanged"
    title = "変わったところがありません"
    template = "今の内容と同じです。間違っているところを直してください。"


class SlipAlreadySent(errors.Conflict):
    """The slip as it should have been is there already."""

    code = "slip_already_sent"
    title = "同じ伝票がもうあります"
    template = "訂正後と同じ内容の伝票が、すでに届いています。二重にならないように、一覧でお確かめください。"


class SlipNotCorrectable(errors.Conflict):
    """What should be corrected is said by another slip."""

    code = "slip_not_correctable"
    title = "この伝票は訂正できません"
    template = "{why}"


class MonthNotOver(errors.Conflict):
    """A month is settled when it is over."""

    code = "month_not_over"
    title = "まだ締められません"
    template = "その月はまだ終わっていません。翌月の1日から締められます。"


class MonthClosed(errors.Conflict):
    """The month was settled before."""

    code = "month_closed"
    title = "この月は締めてあります"
    template = "この月の精算は、すでに締めてあります。遅れて届いた分は、次の月の精算に入ります。"


class EarlierMonthOpen(errors.Conflict):
    """Months are settled in their turn."""

    code = "earlier_month_open"
    title = "先に前の月を締めてください"
    template = "{month}分がまだ締められていません。先に{month}分を締めてください。"


class NothingToSettle(errors.Conflict):
    """Nobody paid there."""

    code = "nothing_to_settle"
    title = "精算するものがありません"
    template = "この月に精算する支払いはありません。"


class ContractNotFound(errors.NotFound):
    """There is no such contract."""

    code = "shop_contract_not_found"
    title = "契約が見つかりません"
    template = "この契約は見つかりません。契約の一覧でお確かめください。"


class ContractOverlaps(errors.Conflict):
    """The place has a contract for these days."""

    code = "shop_contract_overlaps"
    title = "契約の期間が重なっています"
    template = "このお店には、同じ期間の契約があります。前の契約を終わらせてから登録してください。"


class ContractHasPayments(errors.Conflict):
    """Something was paid after the day on which the contract should end."""

    code = "shop_contract_has_payments"
    title = "その日より後に支払いがあります"
    template = "この契約では、終わりの日より後に支払いがあります。終わりの日を後にしてください。"


class ContractInvalid(errors.Invalid):
    """The dates or limits of a contract do not follow one another."""

    code = "shop_contract_invalid"
    title = "期間と上限を確かめてください"
    template = (
        "終わりの日は始まりの日以降に、上限は「1回」「おひとり1日」「お店1日」の順に同じか大きくなるように"
        "入れてください。"
    )


class BookletNotFound(errors.NotFound):
    """There is no such booklet."""

    code = "booklet_not_found"
    title = "つづりが見つかりません"
    template = "この支払いコードのつづりは見つかりません。"


class BookletUnused(errors.Conflict):
    """Nobody gets a second booklet while not one code of the first was used: lost ones are ended before."""

    code = "booklet_unused"
    title = "まだ使っていないつづりがあります"
    template = "この方には、まだ一度も使っていないつづりがあります。なくされたときは、先にそのつづりを止めてください。"


class SettlementNotFound(errors.NotFound):
    """There is no such settlement."""

    code = "settlement_not_found"
    title = "精算書が見つかりません"
    template = "この精算書は見つかりません。番号をお確かめください。"


REFUSALS: dict[str, type[errors.DomainError]] = {
    one.code: one
    for one in (
        PaymentCodeUsed,
        PaymentCodeExpired,
        PaymentCodeBlocked,
        TillWithoutContract,
        PaymentTooLarge,
        TillDayFull,
        PayerTillFull,
        PayerDayFull,
        PayerPlacesFull,
        PaidElsewhereJustNow,
        OwnTill,
        PaymentPointsGone,
        RefundTooLarge,
        RefundTooLate,
        SlipTooLate,
        SlipDecided,
        MonthNotOver,
        MonthClosed,
        EarlierMonthOpen,
        NothingToSettle,
    )
}
CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_payment_code_once": PaymentCodeUsed,
    "points_payment_not_at_ones_own_till": OwnTill,
    "points_payment_refunds_no_more": RefundTooLarge,
    "points_payment_one_place_at_a_time": PaidElsewhereJustNow,
    "points_till_day_is_kept": TillDayFull,
    "points_payer_day_is_kept": PayerDayFull,
    "points_payer_day_limit_is_kept": PayerDayFull,
    "points_refund_in_time": RefundTooLate,
    "points_city_refund_in_time": CityRefundTooLate,
    "points_refund_by_the_city": errors.NotAllowed,
    "points_refund_by_another": errors.NotAllowed,
    "points_payer_till_day_is_kept": PayerTillFull,
    "points_slip_decided_once": SlipDecided,
    "points_slip_once": SlipAlreadySent,
    "points_slip_again_once": SlipAlreadySent,
    "points_slip_corrected_before_settlement": SlipSettled,
    "points_settlement_once": MonthClosed,
    "points_shop_contract_one_at_a_time": ContractOverlaps,
    "points_shop_contract_ends_after_payments": ContractHasPayments,
    "points_shop_contract_once_per_page": KeyReused,
    "points_shop_contract_dates_in_order": ContractInvalid,
    "points_shop_contract_limits_in_order": ContractInvalid,
}
