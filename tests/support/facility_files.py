"""Lists of public facilities as cities publish them, made up: `current(...)` with 56 columns, `older(...)` with 24."""

import csv
import io
from collections.abc import Iterable, Mapping


def _columns(line: str) -> list[str]:
    return next(csv.reader([line]))


CURRENT = _columns(
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,名称_通称,POIコード,外部識別子,外部識別子の値,"
    "所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,"
    "建物名等(方書),緯度,経度,高度の種別,高度の値,電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,"
    "連絡先備考（その他、SNSなど）,郵便番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能時間特記事項,説明,"
    "車椅子可,車椅子貸出,ツエ貸出,バリアフリートイレ,スロープ、エレベータ、エスカレータ,点字ブロック等の移動支援,"
    "点字や読上による支援,盲導犬・介助犬、聴導犬同伴,字幕,筆談対応,優先駐車場,オストメイト対応トイレ,授乳室,"
    "おむつ替えコーナー,飲食可否,ベビーカー貸出,ベビーカー利用,URL,画像,画像_ライセンス,備考"
)
OLDER = _columns(
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,"
    "電話番号,内線番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能時間特記事項,説明,バリアフリー情報,URL,備考"
)
A_CURRENT_ROW = {
    "全国地方公共団体コード": "082023",
    "ID": "A-1",
    "地方公共団体名": "見本市",
    "名称": "見本交流センター",
    "名称_カナ": "ミホンコウリュウセンター",
    "所在地_連結表記": "見本県見本市一丁目1-1",
    "緯度": "36.599100",
    "経度": "140.651500",
    "電話番号": "0294-00-0001",
    "郵便番号": "316-0000",
    "利用可能曜日": "月火水木金土日",
    "開始時間": "09:00",
    "終了時間": "21:00",
    "URL": "https://example.com/",
}
AN_OLDER_ROW = {
    "都道府県コード又は市区町村コード": "082023",
    "NO": "1",
    "都道府県名": "見本県",
    "市区町村名": "見本市",
    "名称": "見本交流センター",
    "名称_カナ": "ミホンコウリュウセンター",
    "住所": "見本市一丁目1-1",
    "緯度": "36.599100",
    "経度": "140.651500",
    "電話番号": "0294-00-0001",
    "利用可能曜日": "月火水木金土日",
    "開始時間": "9:00",
    "終了時間": "21:00",
}


def current(*rows: Mapping[str, str]) -> str:
    """This function will write a list with 56 columns: one row for each set of cells that differ from A_CURRENT_ROW."""
    return written(CURRENT, [A_CURRENT_ROW | dict(row) for row in rows])


def older(*rows: Mapping[str, str]) -> str:
    """This function will write a list with 24 columns: one row for each set of cells that differ from AN_OLDER_ROW."""
    return written(OLDER, [AN_OLDER_ROW | dict(row) for row in rows])


def written(header: Iterable[str], rows: Iterable[Mapping[str, str]], newline: str = "\n") -> str:
    """This function will write rows under a header as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(header), lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
