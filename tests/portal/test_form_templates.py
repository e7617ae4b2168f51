"""How every form of the service is drawn."""

from django import forms
from django.template import loader

from backend.common import fields
from tests.support import html


class EveryForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label="名前", help_text="漢字で", widget=forms.TextInput({"placeholder": "見本", "autocomplete": "name"})
    )
    note = forms.CharField(label="連絡", required=False, widget=forms.Textarea)
    period = forms.ChoiceField(label="時間", choices=[("am", "午前"), ("pm", "午後")], widget=forms.RadioSelect)
    things = forms.MultipleChoiceField(
        label="借りるもの", choices=[("音", [("mic", "マイク")])], widget=forms.CheckboxSelectMultiple, required=False
    )
    day = fields.TokyoDateField(label="日にち")
    agreed = forms.BooleanField(label="きまりを守ります")
    news = forms.BooleanField(label="便りを受け取る", required=False)
    paper = forms.FileField(label="名簿", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


def _page(form: forms.Form) -> html.Page:
    return html.parse(f"<div>{form}</div>")


def test_a_form_of_every_kind_has_no_faults() -> None:
    assert html.faults(str(EveryForm())) == []
    assert html.faults(str(EveryForm({}))) == []


def test_a_field_says_whether_it_must_be_filled_in() -> None:
    marks = [
        html.text(label) for label in _page(EveryForm()).find("label", "legend") if label.get("class") == "field__label"
    ]
    assert marks == ["名前 ※必須", "連絡 任意", "時間 ※必須", "借りるもの 任意", "日にち ※必須", "名簿 任意"]


def test_a_box_to_tick_says_only_that_it_must_be_ticked() -> None:
    boxes = [label for label in _page(EveryForm()).find("label") if label.get("for") in {"id_agreed", "id_news"}]
    assert [html.text(box) for box in boxes] == ["きまりを守ります ※必須", "便りを受け取る"]


def test_help_and_error_are_tied_to_the_control() -> None:
    page = _page(EveryForm({}))
    (control,) = [found for found in page.find("input") if found.get("id") == "id_name"]
    assert control.get("aria-describedby") == "id_name_helptext id_name_error"
    assert control.get("aria-invalid") == "true"
    words = {found.get("id"): html.text(found) for found in page.elements}
    assert (words["id_name_helptext"], words["id_name_error"]) == ("漢字で", "＊この項目は必須です。")


def test_the_error_of_a_group_is_tied_to_the_group() -> None:
    groups = _page(EveryForm({})).find("fieldset")
    assert [group.get("aria-describedby") for group in groups] == ["id_period_error", None, "id_day_error"]


def test_what_the_field_asks_of_the_keyboard_comes_through_but_no_placeholder() -> None:
    (control,) = [found for found in _page(EveryForm()).find("input") if found.get("id") == "id_name"]
    assert (control.get("autocomplete"), control.get("placeholder")) == ("name", None)


def test_a_hidden_field_is_drawn_without_words() -> None:
    (control,) = [found for found in _page(EveryForm()).find("input") if found.get("name") == "key"]
    assert control.get("type") == "hidden"


def test_the_summary_links_to_the_first_control_of_each_field() -> None:
    form = EveryForm({"name": "見本 花子"})
    form.add_error(None, "この時間は埋まっています。")
    page = html.parse(loader.render_to_string("components/error_summary.html", {"form": form}))
    assert [link.get("href") for link in page.find("a")] == ["#id_period_0", "#id_day_0", "#id_agreed"]
    assert html.text(page.find("li")[0]) == "この時間は埋まっています。"
    assert {link.get("href", "")[1:] for link in page.find("a")} <= _page(form).ids


def test_there_is_no_summary_before_anything_was_sent() -> None:
    assert loader.render_to_string("components/error_summary.html", {"form": EveryForm()}).strip() == ""
