from django import forms


class TemplateForm(forms.Form):
    """The name of a template."""

    name = forms.CharField(max_length=60, label="ひな形の名前", help_text="団体の担当者だけに見えます。")
