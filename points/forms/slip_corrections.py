"""What a desk types when a paper slip was typed wrongly."""

from django import forms

from backend.common import clock
from points import models
from points.actions import slip_corrections as actions
from points.forms.keyed import KeyedForm
from points.forms.tills import SlipForm
from points.queries import slips as reads


class CorrectionForm(SlipForm, KeyedForm):
    """A slip as it should have been, and why it was not."""

    reason = forms.CharField(
        label="訂正する理由",
        max_length=150,
        help_text="お客さまとお店へのお知らせに載ります。例: 80を120と入力していた",
        error_messages={"required": "訂正する理由を書いてください。"},
    )

    def correction(self, center_code: str) -> actions.CorrectionPlan:
        """This function will give what `slip_corrections.correct_slip` takes."""
        data, plan = self.cleaned_data, self.plan()
        return actions.CorrectionPlan(
            written_code=plan.written_code,
            amount=plan.amount,
            noted_at=plan.noted_at,
            reason=data["reason"],
            key=data["key"],
            center_code=center_code,
        )


class TillForm(forms.Form):
    """Of which place the slips are listed."""

    till = forms.ChoiceField(label="お店・センター", required=False)

    def __init__(self, *args: object, tills: list[models.Till], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["till"].choices = [("", "すべて"), *((one.code, one.place_name) for one in tills)]  # type: ignore[attr-defined]


def initial(slip: models.Slip) -> dict[str, object]:
    """This function will give what holds of a slip now, for the form."""
    found = reads.facts(slip)
    local = found.noted_at.astimezone(clock.TOKYO)
    return {"code": found.shown_code, "amount": found.amount, "day": local.date(), "at": f"{local:%H:%M}"}
