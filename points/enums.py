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


class PostingKind(TextChoices):
    """What a posting did, seen by the holder of the points."""

    AWARD = "award", "付与"
    REDEEM = "redeem", "利用"
    GIVE = "give", "あげる"
    EXPIRE = "expire", "失効"
    REVERSE = "reverse", "取消"
    ADJUST = "adjust", "調整"


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
