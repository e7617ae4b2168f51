"""Forms that are sent once more: what was typed goes with the preview's buttons, and a key makes two presses one."""

from typing import Any

from django import forms

from backend.common import codes

SPENT = "この画面からは、すでに1つ作りました。別の内容で作るときは、画面を開き直してください。"


def new_key() -> str:
    """This function will make the key that lets a form be sent twice and count once."""
    return codes.random_part(20)


def key_field() -> forms.CharField:
    """This function will give the hidden field of a form's key."""
    return forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_key)


class KeptForm(forms.Form):
    """A form whose preview sends once more what was typed."""

    def kept(self) -> list[tuple[str, str]]:
        """This function will give what was typed, for the buttons of the preview."""
        own = {"csrfmiddlewaretoken", "decided", "again"}
        data: Any = self.data
        return [(name, value) for name in data if name not in own for value in data.getlist(name)]


class KeyedForm(KeptForm):
    """A form whose key makes a second press harmless."""

    key = key_field()
