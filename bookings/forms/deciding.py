from django import forms


class CancellationForm(forms.Form):
    """Why a booking is cancelled, if somebody wants to say."""

    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="書かなくてもかまいません。予約の記録に残ります。"
    )


class RefusalForm(forms.Form):
    """Why the desk refuses a booking; the person reads it as it is written."""

    reason = forms.CharField(
        label="お断りする理由",
        max_length=200,
        help_text="申し込んだ方に、このままお伝えします。次にできること（別の日、別の部屋）も書いてください。",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "理由を書いてください。申し込んだ方に、そのままお伝えします。"},
    )
