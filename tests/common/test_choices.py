"""Lists to choose from, as pages write them."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts import models as accounts
from backend.common import fields
from tests.factories import accounts as people


def _read(widget: forms.Select, value: str = "") -> Element:
    written = widget.render("place", value, renderer=forms.renderers.get_default_renderer())
    read: Element = html5lib.parseFragment(written, namespaceHTMLElements=False)
    return read


def _written(choices: list[Any], value: str = "") -> Element:
    return _read(forms.Select(choices=choices), value)


def test_options_keep_their_order_values_and_words() -> None:
    select = _written([("", "選んでください"), ("a", "大みか"), (7, "久慈")])
    assert [(one.get("value"), one.text) for one in select.iter("option")] == [
        ("", "選んでください"),
        ("a", "大みか"),
        ("7", "久慈"),
    ]


def test_the_chosen_option_alone_is_selected() -> None:
    select = _written([("a", "大みか"), ("b", "久慈")], "b")
    assert [one.get("selected") is not None for one in select.iter("option")] == [False, True]


def test_groups_have_their_name() -> None:
    select = _written([("北部", [("a", "十王")]), ("南部", [("b", "久慈"), ("c", "大みか")])])
    assert [(one.get("label"), len(one)) for one in select.iter("optgroup")] == [("北部", 1), ("南部", 2)]


def test_what_stands_in_a_list_is_text_and_nothing_else() -> None:
    bad = '"><script>x</script>'
    select = _written([(bad, [(bad, bad)])])
    (group,) = select.iter("optgroup")
    (option,) = select.iter("option")
    assert (group.get("label"), option.get("value"), option.text) == (bad, bad, bad)
    assert list(select.iter("script")) == []


def test_an_option_can_be_out_of_reach() -> None:
    class Some(forms.Select):
        def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's
            made = super().create_option(*args, **kwargs)
            made["attrs"] = {"disabled": made["value"] == "b"}
            return made

    select = _read(Some(choices=[("a", "大みか"), ("b", "久慈")]))
    assert [one.get("disabled") is not None for one in select.iter("option")] == [False, True]


def _labels(field: fields.RowChoiceField) -> list[str]:
    # No list of them first: it would ask how many there are.
    return [label for _, label in iter(field.choices)]  # type: ignore[arg-type]  # Django's may be a class as well


@pytest.mark.django_db
def test_a_choice_among_rows_is_read_by_one_statement() -> None:
    made = people.DistrictFactory.create()
    field = fields.RowChoiceField(accounts.District.objects.filter(pk=made.pk), empty_label="すべて")
    with CaptureQueriesContext(connection) as captured:
        assert _labels(field) == ["すべて", str(made)]
    assert [one["sql"].startswith("SELECT") for one in captured.captured_queries] == [True]


@pytest.mark.django_db
def test_a_choice_among_rows_without_an_empty_one_shows_the_rows_alone() -> None:
    made = people.DistrictFactory.create()
    field = fields.RowChoiceField(accounts.District.objects.filter(pk=made.pk), empty_label=None)
    assert _labels(field) == [str(made)]
