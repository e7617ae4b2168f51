import pytest
from django.core.exceptions import ValidationError

from points.forms.amounts import PointsField


@pytest.mark.parametrize(("typed", "read"), [("50", 50), ("５０", 50), ("1,200", 1200), (" 30ポイント ", 30), (7, 7)])
def test_points_are_read_as_people_type_them(typed: object, read: int) -> None:
    assert PointsField().clean(typed) == read


@pytest.mark.parametrize("typed", ["0", "-5", "1.5", "たくさん", "", "1000000", "1e3"])
def test_what_is_no_number_of_points_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PointsField().clean(typed)


@pytest.mark.parametrize("typed", ["1.5", "１．５ポイント", ".5", "-0.5"])
def test_parts_of_a_point_are_refused_by_name(typed: str) -> None:
    with pytest.raises(ValidationError, match="小数のない数にしてください。例: 50"):
        PointsField().clean(typed)
