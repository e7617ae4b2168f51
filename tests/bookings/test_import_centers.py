import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.common import models as common
from bookings import enums, models
from tests.factories import accounts
from tests.support import facility_files as files

TAKAMATSU = Path(__file__).resolve().parents[3] / "shared" / "data" / "takamatsu"
pytestmark = pytest.mark.django_db


def _import(path: Path, **options: object) -> list[str]:
    out = io.StringIO()
    call_command("import_centers", path, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(files.current({}, {"ID": "A-2", "名称": "例示図書館"}), encoding="utf-8")
    return path


def test_centers_of_a_list_are_added_with_what_it_says(listed: Path) -> None:
    lines = _import(listed)
    center = models.Center.objects.get(external_id="A-1")
    assert (center.name, center.kana, center.postal_code) == (
        "見本交流センター",
        "ミホンコウリュウセンター",
        "316-0000",
    )
    assert (center.municipality.name, center.booking_mode) == ("見本市", enums.BookingMode.INFORMATION_ONLY)
    assert lines[-1] == "追加 2件、変更 0件、そのまま 0件、対象外 0件、読めない行 0件、空の行 0件"


def test_a_second_time_changes_nothing(listed: Path) -> None:
    _import(listed)
    before = list(models.Center.objects.order_by("pk").values())
    lines = _import(listed)
    assert lines[-1] == "追加 0件、変更 0件、そのまま 2件、対象外 0件、読めない行 0件、空の行 0件"
    assert list(models.Center.objects.order_by("pk").values()) == before
    assert common.AuditEntry.objects.count() == 2


def test_a_dry_run_tells_field_by_field_and_writes_nothing(listed: Path) -> None:
    _import(listed)
    listed.write_text(files.current({"電話番号": "0294-00-0009"}), encoding="utf-8")
    lines = _import(listed, dry_run=True)
    assert lines[1:] == [
        "変更　見本交流センター（2行目）",
        "    電話番号：「0294-00-0001」 → 「0294-00-0009」",
        "追加 0件、変更 1件、そのまま 0件、対象外 0件、読めない行 0件、空の行 0件",
        "--dry-run のため、何も書き込んでいません。",
    ]
    assert models.Center.objects.get(external_id="A-1").phone == "0294-00-0001"


def test_a_dry_run_into_an_empty_database_writes_nothing(listed: Path) -> None:
    lines = _import(listed, dry_run=True)
    assert lines[-2].startswith("追加 2件")
    assert (models.Center.objects.count(), common.AuditEntry.objects.count()) == (0, 0)


def test_each_change_is_audited_with_the_file_and_the_fields(listed: Path) -> None:
    _import(listed)
    listed.write_text(files.current({"電話番号": "0294-00-0009"}), encoding="utf-8")
    _import(listed)
    entry = common.AuditEntry.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.action, entry.reason) == ("center_imported", "list.csv")
    assert entry.detail == {"kind": "changed", "fields": {"phone": ["0294-00-0001", "0294-00-0009"]}}


def test_a_center_that_changed_its_name_is_found_by_its_id(listed: Path) -> None:
    _import(listed)
    listed.write_text(files.current({"名称": "新見本交流センター"}), encoding="utf-8")
    _import(listed)
    assert models.Center.objects.get(external_id="A-1").name == "新見本交流センター"


def test_a_center_entered_by_hand_is_found_by_its_name_and_gets_its_id(listed: Path) -> None:
    city = accounts.MunicipalityFactory.create()
    models.Center.objects.create(code="mihon", municipality=city, name="見本交流センター", note="駐車場なし")
    _import(listed)
    center = models.Center.objects.get(code="mihon")
    assert (center.external_id, center.phone) == ("A-1", "0294-00-0001")
    assert center.booking_mode == enums.BookingMode.EVERYONE


def test_an_empty_cell_does_not_erase_what_we_know(listed: Path) -> None:
    _import(listed)
    listed.write_text(files.current({"電話番号": "", "緯度": "", "経度": ""}), encoding="utf-8")
    assert _import(listed)[-1].startswith("追加 0件、変更 0件、そのまま 1件")


def test_a_name_that_two_of_our_centers_have_is_left_alone(tmp_path: Path) -> None:
    city = accounts.MunicipalityFactory.create()
    for code in ("one", "two"):
        models.Center.objects.create(code=code, municipality=city, name="見本交流センター", phone="")
    (tmp_path / "old.csv").write_text(files.older({}), encoding="cp932")
    lines = _import(tmp_path / "old.csv")
    assert lines[1] == "対象が決められない　見本交流センター（2行目）"
    assert set(models.Center.objects.values_list("phone", flat=True)) == {""}


def test_only_the_named_kind_of_place_is_read(listed: Path) -> None:
    lines = _import(listed, only="交流センター")
    assert list(models.Center.objects.values_list("name", flat=True)) == ["見本交流センター"]
    assert "対象外 1件" in lines[-1]


def test_bad_rows_are_told_by_line_and_the_good_ones_are_imported(listed: Path) -> None:
    listed.write_text(
        files.current({"URL": "x"}, {"ID": "A-2", "名称": "例示交流センター", "法人番号": "4.00E+12"}),
        encoding="utf-8",
    )
    lines = _import(listed)
    assert "    2行目（見本交流センター）　URL「x」は http:// か https:// で始まる必要があります。" in lines
    assert any(line.startswith("    3行目（例示交流センター）　法人番号が「4.00E+12」に壊れ") for line in lines)
    assert list(models.Center.objects.values_list("name", flat=True)) == ["例示交流センター"]


def test_a_list_of_which_no_row_can_be_read_ends_with_an_error(listed: Path) -> None:
    listed.write_text(files.current({"URL": "x"}), encoding="utf-8")
    with pytest.raises(CommandError, match="読めた行がありません"):
        _import(listed)


def test_an_unknown_form_ends_with_an_error_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=r"a\.csv を読めません。見出しの行から形式がわかりません"):
        _import(tmp_path / "a.csv")


def test_a_missing_file_ends_with_an_error_and_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv を開けません"):
        _import(tmp_path / "none.csv")


def test_a_city_that_nobody_has_named_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "english.csv"
    path.write_text("name,latitude,longitude,address\n見本交流センター,36.5,140.6,見本市\n", encoding="utf-8")
    with pytest.raises(CommandError, match="--municipality-name"):
        _import(path, municipality="082023")
    _import(path, municipality="082023", municipality_name="見本市")
    assert models.Center.objects.get().municipality.name == "見本市"


def _takamatsu(name: str) -> Path:
    if not TAKAMATSU.is_dir():
        pytest.skip("Takamatsu's open data (shared/data/takamatsu) is not beside this checkout.")
    return TAKAMATSU / name


def test_takamatsus_community_centers_are_read_and_stay_the_same() -> None:
    path = _takamatsu("community_center.csv")
    options = {"municipality": "372013", "municipality_name": "高松市"}
    assert _import(path, **options)[-1].startswith("追加 52件、変更 0件、そのまま 0件")
    assert _import(path, **options)[-1].startswith("追加 0件、変更 0件、そのまま 52件")
    center = models.Center.objects.get(name="高松市庵治コミュニティセンター")
    assert (center.address, center.phone, str(center.latitude)) == (
        "高松市庵治町888−1",
        "087-871-4162",
        "34.385268",
    )


def test_takamatsus_exchange_center_is_read_among_empty_rows() -> None:
    lines = _import(_takamatsu("exchange_center.csv"))
    center = models.Center.objects.get()
    assert (center.name, center.municipality.code) == ("高松市仏生山交流センター", "372013")
    assert lines[-1] == "追加 1件、変更 0件、そのまま 0件、対象外 0件、読めない行 0件、空の行 9件"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("events.csv", "イベント一覧のようです"), ("exchange_center.xlsx", "CSV UTF-8")],
)
def test_takamatsus_other_files_are_refused_with_a_sentence(name: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        _import(_takamatsu(name))
