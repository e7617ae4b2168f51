from django.db.models import TextChoices


class Language(TextChoices):
    """The language in which a person reads pages and mails."""

    JA = "ja", "日本語"
    EN = "en", "English"


class StaffKind(TextChoices):
    """What a person does for a center or the municipality.

    A city employee only is one, which some requests for volunteers ask for; a city official works in the section in
    charge and decides for the city.
    """

    CENTER_STAFF = "center_staff", "交流センター職員"
    CITY_EMPLOYEE = "city_employee", "市職員"
    CITY_OFFICIAL = "city_official", "市の担当課の職員"
    ADMINISTRATOR = "administrator", "市の管理者"


class ContactOrigin(TextChoices):
    """How a person came to have to do with a center."""

    BOOKED = "booked", "予約"
    GROUP = "group", "団体の登録"
    PRESENTED = "presented", "窓口で会員番号を提示"
    DESK = "desk", "窓口で登録"


class Proof(TextChoices):
    """What a desk saw when it confirmed an identity; numbers and copies are never kept."""

    LICENCE = "licence", "運転免許証"
    CARD = "card", "マイナンバーカード（表面のみ。番号は見ません）"
    RESIDENCE = "residence", "在留カード"
    STUDENT = "student", "学生証・生徒手帳"
    OTHER = "other", "その他の公的な書類"


class ReviewStatus(TextChoices):
    """How far a registration has come."""

    PENDING = "pending", "確認待ち"
    APPROVED = "approved", "承認済み"
    REFUSED = "refused", "見送り"


class GroupStatus(TextChoices):
    """How a group stands; whether an approved one still counts is told by its last day."""

    PENDING = "pending", "確認待ち"
    APPROVED = "approved", "承認済み"
    REFUSED = "refused", "見送り"
    ENDED = "ended", "終了"


class GroupShelf(TextChoices):
    """Which of its groups a desk looks at."""

    WAITING = "waiting", "確認待ち"
    OVERLAPS = "overlaps", "会員の重なり"
    EXPIRING = "expiring", "まもなく期限"
    REGISTERED = "registered", "登録中"
    OVER = "over", "期限切れ・終了"

    @classmethod
    def named(cls, typed: str) -> "GroupShelf":
        """This function will give the shelf that an address names, or the first."""
        return next((one for one in cls if one.value == typed), cls.WAITING)


class GroupRole(TextChoices):
    """What a member may do for a group; representative and deputies book."""

    REPRESENTATIVE = "representative", "代表者"
    DEPUTY = "deputy", "副代表"
    MEMBER = "member", "会員"


class OrganisationKind(TextChoices):
    """What an organisation is."""

    COMMUNITY = "community", "コミュニティ推進会"
    NEIGHBOURHOOD = "neighbourhood", "自治会・町内会"
    NPO = "npo", "NPO・市民団体"
    WELFARE_COUNCIL = "welfare_council", "社会福祉協議会"
    SCHOOL = "school", "学校・部活動"
    COMPANY = "company", "企業"
    SHOP = "shop", "お店"


class OrganisationRole(TextChoices):
    """What a member may do for an organisation; managers post requests and approve hours."""

    MANAGER = "manager", "担当者"
    MEMBER = "member", "会員"


class Scope(TextChoices):
    """What a personal API token allows."""

    PROFILE_READ = "profile:read", "自分の登録情報を読む"
    GROUPS_READ = "groups:read", "登録団体を読む"
    GROUPS_WRITE = "groups:write", "登録団体の手続きをする"
    BOOKINGS_READ = "bookings:read", "予約を読む"
    BOOKINGS_WRITE = "bookings:write", "予約する・取り消す"
    VOLUNTEERS_READ = "volunteers:read", "ボランティアの応募を読む"
    VOLUNTEERS_WRITE = "volunteers:write", "ボランティアに応募する・辞退する"
    POINTS_READ = "points:read", "ポイントを読む"
    POINTS_WRITE = "points:write", "ポイントを使う"
    NOTICES_READ = "notices:read", "お知らせを読む"
    NOTICES_WRITE = "notices:write", "お知らせを既読にする"
