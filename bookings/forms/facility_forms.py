"""The forms in which cities publish lists of public facilities, by their headings.

The current (56 columns) and the older form (24 columns) are those of 自治体標準オープンデータセット.
"""

from dataclasses import dataclass

from bookings.forms import facility_cells as cells


@dataclass(frozen=True)
class Form:
    """A kind of list: its name, the headings by which it is known, and the heading of each of our fields."""

    name: str
    known_by: frozenset[str]
    columns: dict[str, str]


_COMMON = {
    "名称": "name",
    "名称_カナ": "kana",
    "名称_通称": "nickname",
    "緯度": "latitude",
    "経度": "longitude",
    "電話番号": "phone",
    "内線番号": "extension",
    "法人番号": "corporate_number",
    "団体名": "organisation",
    "利用可能曜日": "weekdays",
    "開始時間": "opening",
    "終了時間": "closing",
    "利用可能時間特記事項": "hours_note",
    "利用可能日時特記事項": "hours_note",
    "説明": "description",
    "URL": "url",
    "備考": "note",
}
CURRENT = Form(
    name="公共施設一覧（現行の形式、56列）",
    known_by=frozenset({"全国地方公共団体コード", "名称", "所在地_連結表記"}),
    columns=_COMMON
    | {
        "全国地方公共団体コード": "municipality_code",
        "ID": "external_id",
        "地方公共団体名": "city",
        "所在地_連結表記": "address",
        "所在地_都道府県": "prefecture",
        "所在地_市区町村": "address_city",
        "所在地_町字": "address_town",
        "所在地_番地以下": "address_rest",
        "建物名等(方書)": "building",
        "郵便番号": "postcode",
    },
)
OLDER = Form(
    name="公共施設一覧（旧形式、24列）",
    known_by=frozenset({"都道府県コード又は市区町村コード", "名称", "住所"}),
    columns=_COMMON
    | {
        "都道府県コード又は市区町村コード": "municipality_code",
        # A number in the order of the file, not of the facility: another file may number differently.
        "NO": "number",
        "都道府県名": "prefecture",
        "市区町村名": "city",
        "住所": "address",
        "方書": "building",
    },
)
ENGLISH = Form(
    name="英語の見出しの施設一覧",
    known_by=frozenset({"name", "address", "latitude", "longitude"}),
    columns={
        "name": "name",
        "address": "address",
        "latitude": "latitude",
        "longitude": "longitude",
        "telephoneNumber": "phone",
        "note": "note",
    },
)
# A catalogue puts these in front; they number the rows of the file.
CATALOGUE = {"_id": "id", "#property": "id"}
FORMS = (CURRENT, OLDER, ENGLISH)
# Columns for which a center has no place.
NOT_KEPT = (
    "POIコード",
    "名称_英字",
    "連絡先メールアドレス",
    "外部識別子",
    "外部識別子の値",
    "所在地_全国地方公共団体コード",
    "町字ID",
    "高度の種別",
    "高度の値",
    "連絡先FormURL",
    "連絡先備考（その他、SNSなど）",
    "車椅子可",
    "車椅子貸出",
    "ツエ貸出",
    "バリアフリートイレ",
    "スロープ、エレベータ、エスカレータ",
    "点字ブロック等の移動支援",
    "点字や読上による支援",
    "盲導犬・介助犬、聴導犬同伴",
    "字幕",
    "筆談対応",
    "優先駐車場",
    "オストメイト対応トイレ",
    "授乳室",
    "おむつ替えコーナー",
    "飲食可否",
    "ベビーカー貸出",
    "ベビーカー利用",
    "画像",
    "画像_ライセンス",
    "バリアフリー情報",
    "referenceObject",
)


def heading(cell: str) -> str:
    """This function will give a heading without line breaks, blanks, full-width brackets and the mark of 必須."""
    return cells.half_width(cell).removesuffix("*")


def field_of(form: Form, cell: str) -> str:
    """This function will give our name of the column under a heading, or an empty text for one that we do not keep."""
    known = {heading(name): ours for name, ours in (form.columns | CATALOGUE).items()}
    return known.get(heading(cell), "")


def is_known(cell: str) -> bool:
    """This function will tell whether a heading without a field of ours is one of the standard's."""
    return heading(cell) in {"", *map(heading, NOT_KEPT)}
