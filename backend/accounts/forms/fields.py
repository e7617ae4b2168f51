from typing import Any

from django import forms

from backend.accounts import models, rules
from backend.common import codes, directory


class NameField(forms.CharField):
    """A name: the width of kana and the spaces are put right, kanji stay as typed."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give the name."""
        return rules.plain_name(super().clean(value))


class FuriganaField(forms.CharField):
    """Furigana in hiragana or katakana of any width; the value is full-width katakana."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give full-width katakana, and refuse kanji and letters."""
        kana = rules.furigana(super().clean(value))
        if kana and not rules.is_furigana(kana):
            raise forms.ValidationError("ひらがなかカタカナで入力してください。")
        return kana


class PersonCodeField(forms.CharField):
    """The code which a person told or presents; the value is the person, or None when it may be left out."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will give the person."""
        typed = rules.half_width(super().clean(value))
        if not typed:
            return None
        found = models.User.objects.filter(code=codes.normal(typed), is_active=True).first()
        if found is None:
            raise forms.ValidationError("この会員番号の方は見つかりません。番号をもう一度お確かめください。")
        return found


class CenterField(forms.ChoiceField):
    """One of the centers, or of those at whose desk somebody works."""

    def among(self, codes_of_desks: frozenset[str] | None, *, none: str = "") -> None:
        """This function will offer only these centers; None offers every one. A single one is chosen already.

        `none` names the choice of no center.
        """
        names = directory.center_names()
        offered = list(names) if codes_of_desks is None else sorted(codes_of_desks)
        first = [("", none)] if none else []
        self.choices = [*first, *((code, names.get(code, code)) for code in offered)]
        if len(offered) == 1 and not none:
            self.initial, self.widget = offered[0], forms.HiddenInput()
