"""How far districts are from one another, as a city brings it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import accounts as people
from tests.factories import bookings as rooms
from volunteers import models
from volunteers.rules import distances


def _rows() -> set[tuple[str, str, int | None, int | None]]:
    rows = models.DistrictDistance.objects.select_related("origin", "other")
    return {(one.origin.code, one.other.code, one.steps, one.metres) for one in rows}


def test_a_degree_of_latitude_is_about_a_hundred_and_eleven_kilometres() -> None:
    assert distances.metres(distances.Place(36, 140), distances.Place(37, 140)) == 111_195
    assert distances.metres(distances.Place(36, 140), distances.Place(36, 140)) == 0


@pytest.mark.django_db
def test_neighbours_come_from_a_file_with_or_without_empty_lines(tmp_path: Path) -> None:
    for code in ("a", "b", "c"):
        people.DistrictFactory.create(code=code)
    path = tmp_path / "neighbours.csv"
    path.write_text("\ufeffa,b\n\n b , c \n", encoding="utf-8")
    call_command("district_distances", neighbours=path)
    assert _rows() == {
        ("a", "b", 1, None),
        ("b", "a", 1, None),
        ("b", "c", 1, None),
        ("c", "b", 1, None),
        ("a", "c", 2, None),
        ("c", "a", 2, None),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["a,x", "a", "a,a", "a,b,c"])
def test_a_bad_row_is_named_and_nothing_is_kept(tmp_path: Path, line: str) -> None:
    for code in ("a", "b", "c"):
        people.DistrictFactory.create(code=code)
    path = tmp_path / "neighbours.csv"
    path.write_text(f"a,b\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="2行目"):
        call_command("district_distances", neighbours=path)
    assert _rows() == set()


@pytest.mark.django_db
def test_metres_come_from_where_the_centers_are() -> None:
    for code, latitude in (("a", "36.000000"), ("b", "36.010000")):
        district = people.DistrictFactory.create(code=code)
        rooms.CenterFactory.create(district=district, latitude=latitude, longitude="140.000000")
    rooms.CenterFactory.create(district=people.DistrictFactory.create(code="c"))
    call_command("district_distances")
    assert _rows() == {("a", "b", None, 1_112), ("b", "a", None, 1_112)}


@pytest.mark.django_db
def test_without_any_place_known_the_command_says_what_to_bring() -> None:
    with pytest.raises(CommandError, match="--neighbours"):
        call_command("district_distances")
