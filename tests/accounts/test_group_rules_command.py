"""What a city decides about groups, set at a terminal."""

import pytest
from django.core.management import CommandError, call_command

from backend.accounts import models
from backend.common import models as common
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> models.Municipality:
    return accounts.MunicipalityFactory.create()


def test_a_city_names_a_class_and_what_it_pays(city: models.Municipality, capsys: pytest.CaptureFixture[str]) -> None:
    for percent in ("50", "0"):
        call_command("group_rules", city.code, "--class=child", "--name=子ども会", f"--percent={percent}")
    assert models.UserClass.objects.get().fee_percent == 0
    assert "child\t子ども会\t使用料 0％" in capsys.readouterr().out
    assert common.AuditEntry.objects.filter(action="accounts.user_class_set").count() == 2


def test_a_city_sets_the_day_of_renewal(city: models.Municipality, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("group_rules", city.code, "--renewal=3-1")
    city.refresh_from_db()
    assert (city.renewal_opens, "3月1日" in capsys.readouterr().out) == ((3, 1), True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--renewal=13-1"], "月と日"),
        (["--renewal=soon"], "「2-1」のように"),
        (["--class=child"], "--name"),
        (["--class=child", "--name=子ども会", "--percent=101"], "0から100"),
    ],
)
def test_nonsense_is_refused_in_words(city: models.Municipality, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("group_rules", city.code, *options)
    assert not models.UserClass.objects.exists()


def test_a_city_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match="登録されていません"):
        call_command("group_rules", "000000")
