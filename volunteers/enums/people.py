"""Of contact, consents, offers, feedback and stories."""

from django.db.models import TextChoices


class Side(TextChoices):
    """On which side of a thread somebody writes; whoever acts for the organisation writes on the organisers'."""

    PERSON = "person", "参加する方"
    ORGANISER = "organiser", "団体の担当者"


class Way(TextChoices):
    """How a message came."""

    PAGE = "page", "ページ"
    MAIL = "mail", "メール"


class NameForm(TextChoices):
    """How somebody is named beside a question that everybody reads; never by the full name."""

    NONE = "none", "名前を出さない（「質問した方」と表示）"
    FAMILY = "family", "名字だけ"
    NICKNAME = "nickname", "ニックネーム"


class CityAudience(TextChoices):
    """Whom of a district the city writes to."""

    ORGANISERS = "organisers", "募集する団体の担当者"
    VOLUNTEERS = "volunteers", "ボランティアの方"


class ReminderKind(TextChoices):
    """When people are reminded of what is before them."""

    WEEK = "week", "1週間前"
    DAY = "day", "前日"
    MORNING = "morning", "当日の朝"


class Purpose(TextChoices):
    """Whether a request looks for people who help, or for people who come to an event."""

    ACTIVITY = "activity", "ボランティアの募集"
    EVENT = "event", "イベントの参加者募集"


class ConsentState(TextChoices):
    """What became of asking a guardian; an answer that is not there yet is only asked for."""

    ASKED = "asked", "返事待ち"
    REPLACED = "replaced", "お願いし直し"
    GIVEN = "given", "同意あり"
    REFUSED = "refused", "同意なし"
    WITHDRAWN = "withdrawn", "同意の取りやめ"
    OUTDATED = "outdated", "日時が変わる前の同意"


class ConsentChannel(TextChoices):
    """How a guardian is asked."""

    MAIL = "mail", "保護者のメールに送る"
    PAPER = "paper", "紙に印刷して渡す"
    DESK = "desk", "窓口で署名"


class ConsentScope(TextChoices):
    """What a consent is to."""

    SHIFT = "shift", "今回の1回だけ"
    FIELD = "field", "この分野の活動に、年度の終わりまで"


class Relation(TextChoices):
    """What somebody who consents is to the minor."""

    PARENT = "parent", "父または母"
    GUARDIAN = "guardian", "未成年後見人"
    OTHER = "other", "そのほかの保護者"


class OfferKind(TextChoices):
    """Who offers: a person for themselves, or somebody for a group or an organisation."""

    PERSON = "person", "個人"
    GROUP = "group", "登録団体"
    ORGANISATION = "organisation", "団体"


class PartyFrequency(TextChoices):
    """How often a group or an organisation can come; the limits that come of it stand in rules.offers."""

    WEEKLY = "weekly", "週に1回まで"
    FORTNIGHTLY = "fortnightly", "月に2回まで"
    MONTHLY = "monthly", "月に1回まで"
    OFTEN = "often", "回数は決めていない"


class Language(TextChoices):
    """A language in which somebody can help, by ISO 639-1, and by ISO 639-3 where that has no code."""

    JA = "ja", "日本語"
    EN = "en", "英語"
    ZH = "zh", "中国語"
    KO = "ko", "韓国・朝鮮語"
    VI = "vi", "ベトナム語"
    TL = "tl", "タガログ語（フィリピン語）"
    PT = "pt", "ポルトガル語"
    ES = "es", "スペイン語"
    ID = "id", "インドネシア語"
    TH = "th", "タイ語"
    NE = "ne", "ネパール語"
    MY = "my", "ミャンマー語"
    JSL = "jsl", "日本手話"


class SkillProof(TextChoices):
    """What a desk saw when it confirmed a skill; numbers and copies are never kept."""

    LICENCE = "licence", "免許証・免状"
    COMPLETION = "completion", "修了証・受講証"
    REGISTRATION = "registration", "登録証・会員証"
    OTHER = "other", "そのほかの書類"


class FeedbackWay(TextChoices):
    """Who speaks to whom after an activity."""

    THANKS = "thanks", "団体からのお礼"
    ANSWER = "answer", "参加した方の感想"


class Impression(TextChoices):
    """How an activity was, in choices that say what was good or what would help next time; none is a mark."""

    ENJOYED = "enjoyed", "楽しかった"
    USEFUL = "useful", "役に立ててよかった"
    WELCOMED = "welcomed", "あたたかく迎えてもらえた"
    CLEAR = "clear", "説明が分かりやすかった"
    UNCLEAR = "unclear", "何をすればよいか、分かりにくかった"
    UNPREPARED = "unprepared", "道具や準備が足りなかった"
    SHORT_HANDED = "short_handed", "人手が足りなかった"
    TOO_LONG = "too_long", "時間が長かった・休憩がほしかった"
    HARD_TO_FIND = "hard_to_find", "場所や集合のしかたが分かりにくかった"
    UNSAFE = "unsafe", "危ないと感じることがあった"


HINTS = (
    Impression.UNCLEAR,
    Impression.UNPREPARED,
    Impression.SHORT_HANDED,
    Impression.TOO_LONG,
    Impression.HARD_TO_FIND,
    Impression.UNSAFE,
)


class ReportOutcome(TextChoices):
    """What the city says to feedback that was reported to it."""

    HIDDEN = "hidden", "見えなくする"
    KEPT = "kept", "そのままにする"


class StoryStatus(TextChoices):
    """How far a story has come."""

    DRAFT = "draft", "下書き"
    IN_REVIEW = "in_review", "確認待ち"
    PUBLISHED = "published", "公開中"
    REFUSED = "refused", "公開見送り"
    WITHDRAWN = "withdrawn", "公開をやめた"


STORY_OUTCOMES = {
    StoryStatus.DRAFT: "下書きを保存しました。準備ができたら、公開してください。",
    StoryStatus.IN_REVIEW: "事例を受け付けました。はじめての事例なので、市の担当者が確認してから公開します。",
    StoryStatus.PUBLISHED: "事例を公開しました。",
    StoryStatus.REFUSED: "書き直してもらうよう、団体に伝えました。",
    StoryStatus.WITHDRAWN: "公開をやめました。もう、ほかの方には見えません。",
}


class QuoteState(TextChoices):
    """What somebody says to being quoted."""

    ASKED = "asked", "返事待ち"
    GIVEN = "given", "載せてよい"
    DECLINED = "declined", "載せない"
    WITHDRAWN = "withdrawn", "取りやめ"
    REPLACED = "replaced", "書き直した"


class Delivered(TextChoices):
    """What became of a mail that came to an address of ours."""

    TAKEN = "taken", "届けました"
    REPEATED = "repeated", "前に届いたメールです"
    REFUSED = "refused", "届けずに、送った方へ理由を伝えました"
    AUTOMATIC = "automatic", "機械が書いたメールです"
    FOREIGN = "foreign", "やりとりをしている方のメールではありません"
    UNKNOWN = "unknown", "この宛先はありません"


class DeskStep(TextChoices):
    """What a desk writes down of what somebody says about one of their activities."""

    ACCEPT = "accept", "参加する"
    ADULT = "adult", "18歳以上と確かめたので、参加を決める"
    DECLINE = "decline", "今回は断る"
    WITHDRAW = "withdraw", "辞退する（空き待ちをやめるときも）"


class SaidBy(TextChoices):
    """Who told an organiser that somebody does not come."""

    SELF = "self", "ご本人"
    FAMILY = "family", "ご家族"
    OTHER = "other", "そのほかの方（ことづて）"


class MemberState(TextChoices):
    """What somebody says who was named as one of a party."""

    ASKED = "asked", "返事待ち"
    AGREED = "agreed", "参加します"
    DECLINED = "declined", "参加しません"
    DROPPED = "dropped", "取り下げ"
