from django.db.models import TextChoices


class HelpTopic(TextChoices):
    """The help pages; the value is the slug in the URL and the name of the template."""

    SIGN_IN = "sign-in", "登録とログイン"
    ROOMS = "rooms", "部屋を予約する"
    GROUPS = "groups", "団体を登録する"
    VOLUNTEERS = "volunteers", "ボランティアに参加する"
    ORGANISERS = "organisers", "ボランティアを募集する"
    POINTS = "points", "ポイントをためる・使う"
    DESK = "desk", "窓口の方へ"
    ERRORS = "errors", "表示されるお断りの一覧"


class AboutTopic(TextChoices):
    """What the service says of itself; the value is the slug in the URL and the name of the template."""

    TERMS = "terms", "利用規約"
    POINTS = "points", "ポイントの約束"
    PRIVACY = "privacy", "個人情報の取り扱い"
    ACCESSIBILITY = "accessibility", "アクセシビリティ方針"
    OPEN_DATA = "open-data", "オープンデータ・API"
    COMPONENTS = "components", "画面部品の一覧"
