from django.db.models import TextChoices

# Points of another municipality live beside ours under its own scope; nothing crosses scopes.
HOME_SCOPE = "home"


class AccountKind(TextChoices):
    """Whose account it is. The last four are computed: never locked, never stored."""

    PERSON = "person", "個人"
    COMMUNITY = "community", "地域団体"
    SHOP = "shop", "お店"
    CENTER = "center", "交流センター"
    ISSUER = "issuer", "発行元"
    EXPIRED = "expired", "失効"
    REDEEMED = "redeemed", "利用済み"
    ADJUSTMENT = "adjustment", "調整"


# Where people pay with points.
PLACES = [(AccountKind.SHOP.value, AccountKind.SHOP.label), (AccountKind.CENTER.value, AccountKind.CENTER.label)]


class PostingKind(TextChoices):
    """What a posting did, seen by the holder of the points."""

    AWARD = "award", "付与"
    REDEEM = "redeem", "利用"
    GIVE = "give", "あげる"
    EXPIRE = "expire", "失効"
    REVERSE = "reverse", "取消"
    ADJUST = "adjust", "調整"
    REFUND = "refund", "返金"


class HoldState(TextChoices):
    """A hold is open until exactly one of the three ends."""

    OPEN = "open", "取り置き中"
    CAPTURED = "captured", "利用済み"
    VOIDED = "voided", "取りやめ"
    LAPSED = "lapsed", "期限切れ"


class RuleUnit(TextChoices):
    """What a rule counts."""

    TIME = "time", "1回"
    HOUR = "hour", "1時間"
    PIECE = "piece", "1単位"


class ExpiryKind(TextChoices):
    """How long points of a rule can be used, counted from the day they are awarded."""

    DAYS = "days", "日数"
    MONTH_END = "month_end", "月末"
    FISCAL_YEAR_END = "fiscal_year_end", "年度末"


class Span(TextChoices):
    """The window over which a cap counts, by the Tokyo date of the activity."""

    DAY = "day", "1日"
    WEEK = "week", "1週間"
    MONTH = "month", "1か月"
    FISCAL_YEAR = "fiscal_year", "1年度"


class PerkKind(TextChoices):
    """What a perk gives."""

    ROOM_COUPON = "room_coupon", "施設優待券"
    COUNTER_VOUCHER = "counter_voucher", "引換券"
    GOODS = "goods", "品物"
    PRODUCE = "produce", "地元の産品"
    COPIES = "copies", "コピー"
    SUPPORT = "support", "地域の応援"


class CaptureMoment(TextChoices):
    """When the held points are taken for good."""

    ON_ORDER = "on_order", "申し込んだとき"
    ON_HANDOVER = "on_handover", "受け取ったとき"


class VoucherState(TextChoices):
    """How far a voucher has come."""

    ISSUED = "issued", "使えます"
    USED = "used", "使用済み"
    CANCELLED = "cancelled", "取りやめ"
    LAPSED = "lapsed", "期限切れ"


class RuleWay(TextChoices):
    """What a rule pays for; all but attendance are paid only for a record of their own."""

    ATTENDANCE = "attendance", "活動への参加"
    SITE = "site", "会場のQRコード"
    REPORT = "report", "自分の取り組みの報告"
    CLEAN_UP = "clean_up", "清掃で集めたごみ"
    MANUAL = "manual", "職員による付与"


class CapSubject(TextChoices):
    """Whose points a cap counts."""

    PERSON = "person", "おひとり"
    HOUSEHOLD = "household", "一世帯"
    SITE = "site", "ひとつの会場"
    RULE = "rule", "全員あわせて"


class Residence(TextChoices):
    """Who may earn by a rule."""

    ANY = "", "どなたでも"
    LIVES = "lives", "市内に住んでいる方"
    BELONGS = "belongs", "市内に住んでいる方、通勤・通学している方"


class SiteState(TextChoices):
    """What somebody can still do today at a site."""

    OPEN = "open", "受付中"
    LATER = "later", "これから"
    DONE = "done", "受付済み"
    OVER = "over", "今日は終わりました"


class MultiplierKind(TextChoices):
    """When points are multiplied."""

    FIRST_TIME = "first_time", "初めてのとき"
    STREAK = "streak", "続けたとき"
    SEASONAL = "seasonal", "期間中"


class ReportState(TextChoices):
    """How far a report has come."""

    SUBMITTED = "submitted", "確認を待っています"
    APPROVED = "approved", "承認"
    REFUSED = "refused", "見送り"
    WITHDRAWN = "withdrawn", "取り下げ"


class ManualState(TextChoices):
    """How far an award by hand has come."""

    WAITING = "waiting", "ほかの職員の確認待ち"
    AWARDED = "awarded", "付与済み"
    REFUSED = "refused", "見送り"


class PaymentWay(TextChoices):
    """How a payment came about."""

    CODE = "code", "支払いコード"
    PRINTED = "printed", "お店のQRコード"
    SLIP = "slip", "紙の伝票"
    ADDITION = "addition", "紙の伝票の訂正（追加）"


class SlipSource(TextChoices):
    """How a slip came to us."""

    FORM = "form", "画面で入力"
    FILE = "file", "CSVファイル"
    API = "api", "API"
    DESK = "desk", "訂正"


class SlipState(TextChoices):
    """How far a slip has come."""

    TAKEN = "taken", "受け取り済み"
    CASE = "case", "市が確認中"
    PAID = "paid", "市が調整して支払い"
    REFUSED = "refused", "お支払いなし"
    CORRECTED = "corrected", "訂正済み"


class SlipReturnState(TextChoices):
    """How far it has come to take back what the city paid for a slip."""

    WAITING = "waiting", "ほかの職員の確認待ち"
    RETURNED = "returned", "取り戻し済み"
    REFUSED = "refused", "見送り"


class SlipReason(TextChoices):
    """Why a slip could not be taken at once; the values are the refusals of points_pay."""

    UNKNOWN = "payment_code_not_found", "支払いコードが見つからない"
    USED = "payment_code_used", "支払いコードが使用済み"
    EXPIRED_CODE = "payment_code_expired", "支払いコードの期限の外"
    BLOCKED = "payment_code_blocked", "なくしたと届け出のあるつづり"
    SHORT = "not_enough_points", "ポイントが足りない"
    GONE = "payment_points_gone", "伝票の後にポイントが失効した"
    NO_CONTRACT = "till_without_contract", "契約の期間の外"
    TOO_LARGE = "payment_too_large", "1回の上限を超えている"
    TILL_FULL = "till_day_full", "お店の1日の上限を超えている"
    PAYER_TILL_FULL = "payer_till_full", "おひとりの1日の上限を超えている"
    PAYER_FULL = "payer_day_full", "おひとりの1日の回数を超えている"
    PLACES_FULL = "payer_places_full", "おひとりの1日のお店の数を超えている"
    OWN = "own_till", "お店の担当者本人の支払い"
    LATE = "slip_too_late", "送る期限を過ぎている"


class GiftSide(TextChoices):
    """Whose gifts a limit counts."""

    GIVER = "giver", "あなたがあげる分"
    PERSON = "person", "相手の方が受け取る分"
    COMMUNITY = "community", "相手の団体が受け取る分"
    PAIR = "pair", "同じ相手へあげる分"


class NoteSide(TextChoices):
    """Who wrote the words of a gift."""

    GIVER = "giver", "添えられた言葉"
    TAKER = "taker", "お返事"


class NoteOutcome(TextChoices):
    """What the city decided about words that were reported."""

    HIDDEN = "hidden", "見えないようにした"
    KEPT = "kept", "そのままにした"


class GiftName(TextChoices):
    """The name that somebody shows to who wants to give them points."""

    FAMILY = "family", "名字だけ"
    NICKNAME = "nickname", "呼び名"
    WHOLE = "whole", "団体の名前"
