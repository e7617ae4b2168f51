"""Of requests, shifts and places."""

from django.db.models import IntegerChoices, TextChoices


class RequestStatus(TextChoices):
    """How far a request has come."""

    DRAFT = "draft", "下書き"
    IN_REVIEW = "in_review", "確認待ち"
    PUBLISHED = "published", "募集中"
    REFUSED = "refused", "掲載見送り"
    CLOSED = "closed", "募集終了"
    CALLED_OFF = "called_off", "中止"


class RequestKind(TextChoices):
    """Whether the times are set by the organisation, or picked by those who help."""

    FIXED = "fixed", "日時が決まっている"
    FLEXIBLE = "flexible", "期間の中で、都合のよい時間を選んでもらう"
    OPEN_ENDED = "open_ended", "期限を決めずに、都合のよい時間を選んでもらう"


REQUEST_OUTCOMES = {
    RequestStatus.DRAFT: "下書きを保存しました。準備ができたら、募集を出してください。",
    RequestStatus.IN_REVIEW: "募集を受け付けました。はじめての募集なので、担当者が確認してから掲載します。",
    RequestStatus.PUBLISHED: "募集を掲載しました。",
    RequestStatus.REFUSED: "書き直してもらうよう、団体に伝えました。",
    RequestStatus.CLOSED: "募集を終えました。",
    RequestStatus.CALLED_OFF: "中止にして、参加する方全員にお知らせしました。",
}


class Audience(TextChoices):
    """Who may join."""

    EVERYONE = "everyone", "どなたでも"
    DISTRICT = "district", "地区にお住まいの方"
    MEMBERS = "members", "団体の会員"
    CITY_EMPLOYEES = "city_employees", "市職員"


class Guardian(TextChoices):
    """What is asked of the guardian of somebody under 18, beside what the law asks anyway."""

    NONE = "", "付き添いはいりません"
    ACCOMPANIED = "accompanied", "18歳未満の方は、保護者と一緒に参加してください"


class Insurance(TextChoices):
    """Who sees to ボランティア活動保険."""

    NONE = "", "保険の条件はありません"
    ORGANISATION = "organisation", "団体が加入します"
    OWN = "own", "参加する方が、ボランティア活動保険に加入しておいてください"


class Gender(TextChoices):
    """Whom alone a task can be done by. It is asked of a request and never kept about a person."""

    ANY = "", "性別の条件はありません"
    WOMEN = "women", "女性の方"
    MEN = "men", "男性の方"


class GenderBasis(TextChoices):
    """When a condition of gender is lawful: privacy and dignity of those who are helped, and nothing else."""

    NONE = "", "選んでください"
    CARE = "care", "体にふれる介助、着替え、入浴の手助けのため"
    ROOMS = "rooms", "更衣や宿泊で、同じ部屋を使うため"
    SUPPORT = "support", "つらい経験をした方の、同性による相談のため"


class Condition(TextChoices):
    """What somebody says for themselves when they apply, as no record tells it."""

    ADULT = "adult", "18歳以上です"
    GUARDIAN = "guardian", "保護者と一緒に参加します"
    CERTIFICATE = "certificate", "必要な資格・免許を持っています"
    INSURANCE = "insurance", "ボランティア活動保険に加入しています（活動の日までに加入します）"
    GENDER = "gender", "性別の条件にあてはまります"


class Policy(TextChoices):
    """Who says that a person has a place."""

    FIRST_COME = "first_come", "先着順（応募と同時に参加が決まります）"
    ACCEPTANCE = "acceptance", "団体が確認してから決めます"


class LineOrder(TextChoices):
    """Who of a waiting list is asked first; whoever is equal, in the order of coming."""

    ARRIVAL = "arrival", "並んだ順"
    FEWER = "fewer", "活動する月に、参加が決まっている活動が少ない方から（同じときは並んだ順）"
    MEMBERS = "members", "団体の会員から（そのあと、ほかの方を並んだ順に）"
    DISTRICT = "district", "募集の地区にお住まいの方から（そのあと、ほかの方を並んだ順に）"


class AssignmentState(TextChoices):
    """How a person stands to a shift."""

    INVITED = "invited", "お誘い"
    APPLIED = "applied", "返事待ち"
    WAITING = "waiting", "空き待ち"
    OFFERED = "offered", "空きのご案内中"
    HELD = "held", "保護者の同意待ち"
    CONFIRMED = "confirmed", "参加決定"
    WITHDRAWN = "withdrawn", "辞退"
    DECLINED = "declined", "見送り"
    LAPSED = "lapsed", "期限切れ"
    CALLED_OFF = "called_off", "中止"


# Whoever is in one of these fills a place: nobody else gets it, and the person gets no other at that time.
PLACED_STATES = (AssignmentState.OFFERED, AssignmentState.HELD, AssignmentState.CONFIRMED)
LIVE_STATES = (AssignmentState.INVITED, AssignmentState.APPLIED, AssignmentState.WAITING, *PLACED_STATES)
# Who is asked, has asked or waits, and has no place before one more answer.
UNPLACED_STATES = (
    AssignmentState.INVITED,
    AssignmentState.APPLIED,
    AssignmentState.WAITING,
    AssignmentState.OFFERED,
)


ASSIGNMENT_OUTCOMES = {
    AssignmentState.INVITED: "お誘いを送りました。",
    AssignmentState.APPLIED: "応募を受け付けました。団体からの返事をお待ちください。",
    AssignmentState.WAITING: "定員に達しているため、空き待ちに入りました。空きが出ると、順番にご案内します。",
    AssignmentState.OFFERED: "空きが出たことをお知らせしました。お返事をお待ちしています。",
    AssignmentState.HELD: "席をお取りしました。保護者の同意がそろうと、参加が決まります。",
    AssignmentState.CONFIRMED: "参加が決まりました。ありがとうございます。",
    AssignmentState.WITHDRAWN: "辞退を受け付けました。",
    AssignmentState.DECLINED: "お断りのお返事をしました。",
    AssignmentState.LAPSED: "返事の期限が過ぎました。",
    AssignmentState.CALLED_OFF: "この活動は中止になりました。",
}


class CheckInMethod(TextChoices):
    """How it was seen that a person came."""

    QR = "qr", "会場の二次元コード"
    CARD = "card", "本人の受付カード"
    CODE = "code", "番号の入力"
    NAME = "name", "名簿"


class EventKind(TextChoices):
    """What a device tells: that somebody came, or that they left."""

    CHECK_IN = "check_in", "受付"
    CHECK_OUT = "check_out", "退出"


class EventOutcome(TextChoices):
    """What became of an event that a device sent."""

    DONE = "done", "記録しました"
    ALREADY = "already", "記録済みです"
    REFUSED = "refused", "記録できません"


class Presence(TextChoices):
    """How somebody with a place stands to the shift on the day."""

    EXPECTED = "expected", "まだ"
    HERE = "here", "来ています"
    LEFT = "left", "帰りました"
    NO_SHOW = "no_show", "来られなかった"


class ChangeKind(TextChoices):
    """What was done to an attendance after it was written."""

    CORRECTED = "corrected", "時間の訂正"
    APPROVED = "approved", "認定"
    WITHDRAWN = "withdrawn", "認定の取り消し"
    VOIDED = "voided", "受付の取り消し"


class Verdict(TextChoices):
    """What a reviewer says to a request."""

    APPROVE = "approve", "掲載する"
    REFUSE = "refuse", "見送って、書き直してもらう"


class Reason(TextChoices):
    """Why a person cannot be proposed for a shift, or cannot join it; the words stand in errors.py."""

    REQUEST_NOT_OPEN = "request_not_open"
    SHIFT_STARTED = "shift_started"
    CALLED_OFF = "shift_called_off"
    AGE_UNKNOWN = "age_unknown"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    MAJORITY_UNCONFIRMED = "majority_unconfirmed"
    GUARDIAN_UNCONFIRMED = "guardian_unconfirmed"
    CERTIFICATE_UNCONFIRMED = "certificate_unconfirmed"
    INSURANCE_UNCONFIRMED = "insurance_unconfirmed"
    GENDER_UNCONFIRMED = "gender_unconfirmed"
    SKILL_UNCONFIRMED = "skill_unconfirmed"
    OTHER_DISTRICT = "other_district"
    MEMBERS_ONLY = "members_only"
    CITY_EMPLOYEES_ONLY = "city_employees_only"
    ALREADY_APPLIED = "already_applied"
    OVERLAPPING_SHIFT = "overlapping_shift"
    DECLINED_EARLIER = "declined_earlier"
    NOT_AVAILABLE = "not_available"
    AWAY = "away"
    TOO_FAR = "too_far"
    LANGUAGE_NOT_SPOKEN = "language_not_spoken"
    WEEK_LIMIT = "week_limit"
    MONTH_LIMIT = "month_limit"
    SHIFT_FULL = "shift_full"
    NOT_OPEN_YET = "applications_not_open_yet"
    CLOSED_ALREADY = "applications_closed"


class Factor(TextChoices):
    """What the score of a suggestion is made of."""

    FIELD = "field", "活動分野"
    TIME = "time", "曜日と時間"
    DISTRICT = "district", "地区"
    SKILL = "skill", "できること・資格"
    LANGUAGE = "language", "ことば"
    NEED = "need", "人手の足りなさ"
    FAIRNESS = "fairness", "参加の機会"


class Weekday(IntegerChoices):
    """A day of the week; the value is that of ISO 8601."""

    MONDAY = 1, "月曜日"
    TUESDAY = 2, "火曜日"
    WEDNESDAY = 3, "水曜日"
    THURSDAY = 4, "木曜日"
    FRIDAY = 5, "金曜日"
    SATURDAY = 6, "土曜日"
    SUNDAY = 7, "日曜日"


class Answer(TextChoices):
    """What somebody says to a change of what they had joined."""

    OPEN = "", "返事待ち"
    STAYS = "stays", "このまま参加"
    LEFT = "left", "参加をやめた"


class Frequency(TextChoices):
    """How shifts recur."""

    WEEKLY = "weekly", "毎週"
    FORTNIGHTLY = "fortnightly", "1週おき"
    MONTHLY = "monthly", "毎月（第何曜日か）"
