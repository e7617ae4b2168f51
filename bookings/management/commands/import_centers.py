from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts import models as accounts
from backend.common import clock
from bookings.actions import centers
from bookings.forms import facility_cells, facility_facts, facility_list
from bookings.queries import center_changes

LABELS = {
    "external_id": "ID",
    "name": "名称",
    "kana": "カナ",
    "postal_code": "郵便番号",
    "address": "住所",
    "phone": "電話番号",
    "latitude": "緯度",
    "longitude": "経度",
    "url": "URL",
    "note": "案内",
}


class Command(BaseCommand):
    """Reads a published list of public facilities into the centers."""

    help = (
        "公共施設一覧（自治体標準オープンデータセットの56列・24列、または英語の見出しの一覧）のCSVを読み、"
        "交流センターを追加・変更します。文字コードと形式は自動で見分けます。\n\n"
        "・公共施設一覧には図書館や公園なども載っています。交流センターだけを読むには --only 交流センター を付けます。"
        "付けなければ、すべての行が交流センターとして登録されます。\n"
        "・空の欄は「何も言っていない」とみなし、登録済みの内容を消しません。\n"
        "・同じ施設は、56列の形式ではIDで、ほかは名称で見分けます。一覧にない施設はそのまま残ります。\n"
        "・新しく追加した施設は「空き状況の案内のみ」で始まります。\n"
        "・読めない行は行番号と理由を示し、残りを読みます。1行も読めないときは終了コード1で終わります。"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will keep the lines of the help as they are written."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will tell the options."""
        parser.add_argument("file", type=Path, help="CSVファイル")
        parser.add_argument("--dry-run", action="store_true", help="何が変わるかを示すだけで、書き込みません")
        parser.add_argument("--only", default="", metavar="文字", help="名称にこの文字を含む行だけを読みます")
        parser.add_argument(
            "--municipality", default="", metavar="コード", help="ファイルにコードがないときの自治体コード（6桁）"
        )
        parser.add_argument(
            "--municipality-name", default="", metavar="名称", help="まだ登録のない自治体の名称（例：高松市）"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will read the file, tell what is in it, and write it unless asked only to show."""
        found = _read(options["file"], options["municipality"])
        wanted = [facility for facility in found.facilities if options["only"] in facility.name]
        listed = [facility_facts.center_facts(facility, city=options["municipality_name"]) for facility in wanted]
        _check_municipalities(listed)
        source = options["file"].name
        if options["dry_run"]:
            changes = center_changes.center_changes(listed)
        else:
            changes = centers.import_centers(listed, by=None, source=source, now=clock.now())
        self._tell(found, changes, dry_run=options["dry_run"], source=source)
        if not found.facilities:
            raise CommandError("読めた行がありません。上の理由をご確認ください。")

    def _tell(
        self,
        found: facility_list.FacilityList,
        changes: Sequence[center_changes.CenterChange],
        *,
        dry_run: bool,
        source: str,
    ) -> None:
        lines = [
            f"{source}：{found.form}、{found.encoding}",
            *_lines_of_columns(found),
            *_lines_of_changes(changes),
            *_lines_of_remarks("読めなかった行", found.refused),
            *_lines_of_remarks("注意（行は読みました）", found.warnings),
            _summary(found, changes),
        ]
        for line in lines:
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("--dry-run のため、何も書き込んでいません。")


def _read(file: Path, municipality: str) -> facility_list.FacilityList:
    try:
        return facility_list.read(file.read_bytes(), municipality=facility_cells.municipality_code(municipality))
    except OSError as fault:
        raise CommandError(f"ファイル {file} を開けません：{fault.strerror}") from fault
    except (facility_list.Unreadable, facility_cells.CellFault) as fault:
        raise CommandError(f"{file.name} を読めません。{fault}") from fault


def _check_municipalities(listed: Iterable[center_changes.CenterFacts]) -> None:
    nameless = {facts.municipality_code for facts in listed if not facts.municipality_name}
    known = accounts.Municipality.objects.filter(code__in=nameless).values_list("code", flat=True)
    if unknown := sorted(nameless - set(known)):
        raise CommandError(
            f"自治体 {'、'.join(unknown)} はまだ登録がありません。--municipality-name で名称を指定してください。"
        )


def _lines_of_columns(found: facility_list.FacilityList) -> Iterable[str]:
    if found.unknown_columns:
        yield f"読まない列：{'、'.join(found.unknown_columns)}"


def _lines_of_changes(changes: Iterable[center_changes.CenterChange]) -> Iterable[str]:
    for change in changes:
        if change.kind != center_changes.Kind.SAME:
            yield f"{change.kind}　{change.facts.name}（{change.facts.line}行目）"
        for field in change.fields:
            yield f"    {LABELS[field.field]}：{_quoted(field.before)} → {_quoted(field.after)}"


def _quoted(text: str) -> str:
    return f"「{text}」".replace("\n", " / ") if text else "（空）"


def _lines_of_remarks(title: str, remarks: Sequence[facility_list.Remark]) -> Iterable[str]:
    if remarks:
        yield f"{title}："
    for remark in remarks:
        name = f"（{remark.name}）" if remark.name else ""
        yield f"    {remark.line}行目{name}　{remark.reason}"


def _summary(found: facility_list.FacilityList, changes: Sequence[center_changes.CenterChange]) -> str:
    counts = [(str(kind), sum(change.kind == kind for change in changes)) for kind in center_changes.Kind]
    counts = [(title, count) for title, count in counts if count or title != center_changes.Kind.AMBIGUOUS]
    counts += [
        ("対象外", len(found.facilities) - len(changes)),
        ("読めない行", len({remark.line for remark in found.refused})),
        ("空の行", found.empty_rows),
    ]
    return "、".join(f"{title} {count}件" for title, count in counts)
