from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from backend.accounts import models as accounts
from backend.common import fields
from volunteers import actions, models, queries
from volunteers.forms import pages

CITY = "city"


class StoriesForm(forms.Form):
    """What a visitor looks for among the stories; everything may be left out."""

    field = fields.CodeChoiceField(
        models.Field.objects.none(), to_field_name="code", required=False, label="活動分野", empty_label="すべての分野"
    )
    district = fields.CodeChoiceField(
        accounts.District.objects.none(),
        to_field_name="code",
        required=False,
        label="地区",
        empty_label="すべての地区",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _offer(self, "field", queries.requests.fields())
        _offer(self, "district", accounts.District.objects.order_by("position", "pk"))

    def wanted(self) -> queries.stories.StoryFilter:
        """This function will give what is looked for; what cannot be read is left out."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return queries.stories.StoryFilter(field=found.get("field"), district=found.get("district"))


class StoryForm(forms.Form):
    """What is told of an activity. `organisation` is left out where there is no choice."""

    title = forms.CharField(max_length=60, label="題名", help_text="60字までです。")
    text = forms.CharField(
        max_length=4000,
        label="どんな活動でしたか",
        help_text="参加した方のお名前や、だれのことか分かる書き方はしないでください。4000字までです。",
        widget=forms.Textarea({"rows": 12}),
    )
    happened_on = fields.TokyoDateField(label="活動した日")
    field = fields.CodeChoiceField(
        models.Field.objects.none(), to_field_name="code", label="活動分野", empty_label="選んでください"
    )
    district = fields.CodeChoiceField(
        accounts.District.objects.none(), to_field_name="code", required=False, label="地区", empty_label="決めない"
    )
    participants = fields.WholeNumberField(
        min_value=1, max_value=100_000, required=False, label="参加した人数", help_text="分かるときだけ。"
    )
    request = fields.CodeChoiceField(
        models.Request.objects.none(),
        to_field_name="code",
        required=False,
        label="もとになった募集",
        empty_label="選ばない",
        help_text="選ぶと、その活動の感想から引用をお願いできます。",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        organisations: QuerySet[accounts.Organisation],
        for_city: bool = False,
        story: models.Story | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "field", queries.requests.fields())
        _offer(self, "district", accounts.District.objects.order_by("position", "pk"))
        _offer(self, "request", queries.stories.activities_of(list(organisations)))
        self._organisations = {one.code: one for one in organisations}
        self._told_for(story, for_city=for_city)

    def _told_for(self, story: models.Story | None, *, for_city: bool) -> None:
        """This function will let the writer choose who tells it, as long as it is not written."""
        if story is not None:
            return
        choices = [(code, one.name) for code, one in self._organisations.items()]
        if for_city:
            choices.append((CITY, "市"))
        chosen = forms.ChoiceField(choices=choices, label="どこの事例ですか", initial=choices[0][0])
        self.fields = {"organisation": chosen, **self.fields}

    @property
    def page_key(self) -> str:
        """This function will give the page's own key."""
        return pages.page_key(self.data)

    def sent_key(self) -> str:
        """This function will give the key of the page with all that was typed; empty where it has none of its own."""
        return pages.sent_key(self.data)

    def organisation(self) -> accounts.Organisation | None:
        """This function will give who tells it; None for the city."""
        return self._organisations.get(self.cleaned_data["organisation"])

    def plan(self) -> actions.stories.StoryPlan:
        """This function will give what was written as a story to be."""
        names = actions.stories.CONTENT
        return actions.stories.StoryPlan(**{name: self.cleaned_data[name] for name in names})


def _offer(form: forms.Form, name: str, choices: object) -> None:
    form.fields[name].queryset = choices  # type: ignore[attr-defined]


def written(story: models.Story) -> dict[str, Any]:
    """This function will give a story as the form begins with it."""
    return {
        "title": story.title,
        "text": story.text,
        "happened_on": story.happened_on,
        "field": story.field.code,
        "district": story.district.code if story.district else "",
        "participants": story.participants,
        "request": story.request.code if story.request else "",
    }


class QuoteForm(forms.Form):
    """A passage of somebody's answer."""

    text = forms.CharField(
        max_length=300,
        label="引用することば",
        help_text="感想のことばを、そのまま抜き出してください。300字までです。",
        widget=forms.Textarea({"rows": 3}),
    )


class AgreementForm(forms.Form):
    """Under which name somebody's words may stand in a story."""

    NAMES = (("none", "名前を出さない（「参加した方」と書きます）"), ("nickname", "ニックネームで出す"))
    named = forms.ChoiceField(choices=NAMES, label="載せる名前", initial="none", widget=forms.RadioSelect)
    nickname = forms.CharField(
        max_length=20,
        required=False,
        label="ニックネーム",
        help_text="本名でなくてかまいません。20字までです。",
    )

    def clean(self) -> dict[str, Any]:
        """This function will ask for the nickname where one is wanted."""
        found = super().clean() or {}
        if found.get("named") == "nickname" and not found.get("nickname"):
            self.add_error("nickname", "載せるニックネームを書くか、「名前を出さない」を選んでください。")
        return found

    def __init__(self, data: QueryDict | None = None, *, asks_guardian: bool = False) -> None:
        super().__init__(data)
        if asks_guardian:
            self.fields["contact"] = forms.EmailField(
                label="保護者の方のメールアドレス（書かなくてもかまいません）",
                required=False,
                help_text=(
                    "書くと、保護者の方が答えるページをメールで送ります。1回のメールだけに使い、送ったあとに消します。"
                    "書かないときは、保護者の方に見せる二次元コードと番号が出ます。"
                ),
                widget=forms.EmailInput({"autocomplete": "off"}),
            )

    def shown_as(self) -> str:
        """This function will give the name that is shown; empty for none."""
        return str(self.cleaned_data["nickname"]) if self.cleaned_data["named"] == "nickname" else ""
