from datetime import time
from decimal import Decimal

import pytest

from bookings.forms import facility_facts, facility_list
from tests.support import facility_files as files


def _read(text: str, *, codec: str = "utf-8", municipality: str = "") -> facility_list.FacilityList:
    return facility_list.read(text.encode(codec), municipality=municipality)


def _reasons(text: str) -> list[tuple[int, str]]:
    return [(remark.line, remark.reason) for remark in _read(text).refused]


@pytest.mark.parametrize("make", [files.current, files.older], ids=["56 columns", "24 columns"])
def test_both_forms_say_the_same_of_a_center(make: object) -> None:
    found = _read(make({}))  # type: ignore[operator]
    [facility] = found.facilities
    assert (facility.municipality_code, facility.city, facility.name) == ("082023", "見本市", "見本交流センター")
    assert (facility.latitude, facility.longitude) == (Decimal("36.599100"), Decimal("140.651500"))
    assert (facility.weekdays, facility.opens_at, facility.closes_at) == ("月火水木金土日", time(9), time(21))
    assert (found.refused, found.warnings, found.unknown_columns) == ((), (), ())


def test_the_form_is_told_by_name() -> None:
    assert _read(files.current({})).form == "公共施設一覧（現行の形式、56列）"
    assert _read(files.older({})).form == "公共施設一覧（旧形式、24列）"


def test_only_the_current_form_has_an_id_that_stays() -> None:
    assert [f.external_id for f in _read(files.current({})).facilities] == ["A-1"]
    assert [f.external_id for f in _read(files.older({})).facilities] == [""]


@pytest.mark.parametrize(
    ("codec", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8（BOM付き）"), ("cp932", "cp932（Shift_JIS）")],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_encoding_and_line_end_reads_alike(codec: str, told: str, newline: str) -> None:
    text = files.written(files.OLDER, [files.AN_OLDER_ROW], newline)
    found = _read(text, codec=codec)
    assert (found.encoding, [f.name for f in found.facilities]) == (told, ["見本交流センター"])


def test_what_people_write_in_full_width_is_converted() -> None:
    row = {
        "名称_カナ": "ﾐﾎﾝこうりゅうｾﾝﾀｰ",
        "電話番号": "（０２９４）００−０００１",
        "郵便番号": "〒３１６－００００",
        "利用可能曜日": "月・水・金曜日",
        "開始時間": "9：00",
        "終了時間": "２１：００",
        "緯度": "３６．５９９１",
    }
    [facility] = _read(files.current(row)).facilities
    assert facility.kana == "ミホンコウリュウセンター"
    assert (facility.phone, facility.postcode) == ("0294-00-0001", "316-0000")
    assert (facility.weekdays, facility.opens_at, facility.closes_at) == ("月水金", time(9), time(21))
    assert facility.latitude == Decimal("36.599100")


BAD_CELLS = [
    ("全国地方公共団体コード", "82023", "自治体コード「82023」は6桁の数字ではありません。先頭の0が落ちていませんか。"),
    ("全国地方公共団体コード", "082024", "自治体コード「082024」は、最後の1桁（検査数字）が合いません。"),
    ("全国地方公共団体コード", "", "自治体コードが空です。"),
    ("名称", "", "名称が空です。"),
    ("名称_カナ", "見本コウリュウ", "名称_カナ「見本コウリュウ」に、カタカナではない文字があります。"),
    ("緯度", "140.6", "緯度・経度（140.600000, 140.651500）が日本の外です。"),
    ("緯度", "", "緯度だけが空です。緯度と経度は両方入れてください。"),
    ("緯度", "北緯36度", "緯度「北緯36度」は10進の数ではありません。"),
    ("緯度", "NaN", "緯度「NaN」は角度ではありません。"),
    ("経度", "0", "緯度・経度（36.599100, 0.000000）が日本の外です。"),
    ("電話番号", "38-7531", "電話番号「38-7531」は、0から始まる市外局番からの番号ではありません。"),
    ("郵便番号", "316", "郵便番号「316」は7桁の数字ではありません。"),
    (
        "利用可能曜日",
        "月〜金",
        "利用可能曜日「月〜金」に「〜」があります。月火水木金土日の文字だけを使ってください。",
    ),
    ("開始時間", "9時", "開始時間「9時」は、00:00から23:59までの「時:分」ではありません。"),
    ("終了時間", "24:00", "終了時間「24:00」は、00:00から23:59までの「時:分」ではありません。"),
    ("終了時間", "08:00", "終了時間（08:00）が開始時間（09:00）より後ではありません。"),
    ("URL", "www.example.com", "URL「www.example.com」は http:// か https:// で始まる必要があります。"),
    ("URL", "javascript:alert(1)", "URL「javascript:alert(1)」は http:// か https:// で始まる必要があります。"),
    ("名称", "長" * 81, "「" + "長" * 20 + "…」が長すぎます（80文字まで）。"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), BAD_CELLS, ids=[f"{c}={v[:12]}" for c, v, _ in BAD_CELLS])
def test_a_bad_cell_is_told_by_line_and_reason_and_the_next_row_is_read(column: str, cell: str, reason: str) -> None:
    text = files.current({column: cell}, {"ID": "A-2", "名称": "例示交流センター"})
    assert _reasons(text) == [(2, reason)]
    assert [f.name for f in _read(text).facilities] == ["例示交流センター"]


def test_swapped_coordinates_are_named_as_such() -> None:
    text = files.current({"緯度": "140.651500", "経度": "36.599100"})
    assert _reasons(text) == [(2, "緯度（140.651500）と経度（36.599100）が逆になっているようです。")]


def test_every_fault_of_a_row_is_told_at_once() -> None:
    assert [line for line, _ in _reasons(files.current({"名称": "", "電話番号": "x", "URL": "x"}))] == [2, 2, 2]


def test_a_ruined_corporate_number_is_told_and_costs_nothing_else() -> None:
    found = _read(files.older({"法人番号": "4.00E+12"}))
    assert [(w.line, w.reason) for w in found.warnings] == [
        (2, "法人番号が「4.00E+12」に壊れています。表計算ソフトで開いて保存すると、こうなります。")
    ]
    assert len(found.facilities) == 1


def test_lines_are_counted_in_the_file_though_cells_hold_line_breaks() -> None:
    text = files.current({"説明": "一行目\n二行目\n三行目"}, {"ID": "A-2", "名称": "例示交流センター", "URL": "x"})
    assert [line for line, _ in _reasons(text)] == [5]


def test_rows_that_are_no_facility_are_passed_by() -> None:
    lines = files.older({}).splitlines()
    numbered = [f"082023,{n},見本県,見本市" + "," * 20 for n in (2, 3)]
    content = ["列1,列2,列3", *lines, *numbered, "", lines[0], "Ver1.2" + "," * 23, "※見本の注記" + "," * 23]
    found = _read("\n".join(content))
    assert (len(found.facilities), found.refused, found.empty_rows) == (1, (), 6)


def test_a_header_cell_may_break_its_line_and_hold_an_instruction() -> None:
    header = [name.replace("又は", "又は\n") for name in files.OLDER] + ["←データの項目名を入力"]
    cells = dict(zip(header, [files.AN_OLDER_ROW.get(name, "") for name in files.OLDER], strict=False))
    found = _read(files.written(header, [cells | {header[-1]: "←2行目以降に入力"}]))
    assert ([f.line for f in found.facilities], found.unknown_columns) == ([3], ())


def test_a_catalogue_may_put_its_number_in_front_and_columns_may_be_missing() -> None:
    header = ["_id", "ID", "全国地方公共団体コード", "名称", "所在地_連結表記", "独自の列"]
    row = {"_id": "7", "ID": "A-1", "全国地方公共団体コード": "082023", "名称": "見本交流センター"}
    found = _read(files.written(header, [row]))
    assert ([f.external_id for f in found.facilities], found.unknown_columns) == (["A-1"], ("独自の列",))


def test_the_same_facility_twice_is_read_once() -> None:
    assert _reasons(files.older({}, {})) == [(3, "2行目と同じ施設（見本交流センター）です。")]
    assert _reasons(files.current({}, {"名称": "別の名前"})) == [(3, "2行目と同じ施設（A-1）です。")]


def test_a_row_with_too_many_cells_is_refused() -> None:
    text = files.older({}).rstrip("\n") + ",あふれた値\n"
    assert _reasons(text) == [(2, '見出しは24列なのに25列あります。カンマを含む値は引用符（"）で囲んでください。')]


def test_an_address_in_parts_is_put_together() -> None:
    parts = {
        "所在地_連結表記": "",
        "所在地_都道府県": "見本県",
        "所在地_市区町村": "見本市",
        "所在地_町字": "一丁目",
        "所在地_番地以下": "1-1",
    }
    [facility] = _read(files.current(parts)).facilities
    assert facility.address == "見本県見本市一丁目1-1"


def test_english_keys_need_the_municipality_to_be_told() -> None:
    text = "name,latitude,longitude,address\n見本交流センター,36.5,140.6,見本市\n"
    with pytest.raises(facility_list.Unreadable, match="--municipality"):
        _read(text)
    [facility] = _read(text, municipality="082023").facilities
    assert (facility.municipality_code, facility.address) == ("082023", "見本市")


def test_a_row_of_another_municipality_than_the_one_told_is_refused() -> None:
    [remark] = _read(files.older({}), municipality="372013").refused
    assert remark.reason == "自治体コード「082023」は、指定された「372013」と違います。"


UNREADABLE = [
    (b"", "ファイルが空です。"),
    (b"a,b\n1,2\n", "見出しの行から形式がわかりません"),
    ("イベント名,開始日\nまつり,8月5日\n".encode(), "イベント一覧のようです"),
    (b"PK\x03\x04rest", "Excelのファイル"),
    ("名称".encode("utf-16"), "UTF-16"),
    (b"name,\x81 \n", "1行目にUTF-8でもcp932でも読めない文字"),
    ((files.older({}) + '"開いたまま\n').encode(), "3行目から始まる行の引用符"),
]


@pytest.mark.parametrize(("data", "reason"), UNREADABLE, ids=[reason for _, reason in UNREADABLE])
def test_a_file_that_is_no_such_list_is_refused_with_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(facility_list.Unreadable, match=reason):
        facility_list.read(data)


def test_what_has_no_field_of_its_own_becomes_the_note() -> None:
    row = {"名称_通称": "みほん", "方書": "見本ビル2階", "説明": "会議室と\n和室", "内線番号": "12"}
    [facility] = _read(files.older(row)).facilities
    facts = facility_facts.center_facts(facility)
    assert facts.address == "見本市一丁目1-1 見本ビル2階"
    assert facts.note.splitlines() == [
        "通称：みほん",
        "内線：12",
        "利用できる曜日：月火水木金土日",
        "利用できる時間：09:00〜21:00",
        "説明：会議室と 和室",
    ]
