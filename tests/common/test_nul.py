"""A NUL, which PostgreSQL keeps in no text, is refused wherever it comes in: nobody gets a 500 for it."""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from backend.accounts import actions as accounts
from backend.accounts import enums, models
from backend.common import clock, fields
from tests.factories.accounts import OrganisationFactory, UserFactory, city_official

pytestmark = pytest.mark.django_db


class WhereForm(forms.Form):
    """One district, and several."""

    home = fields.CodeChoiceField(models.District.objects.all(), to_field_name="code")
    others = fields.CodesChoiceField(models.District.objects.all(), to_field_name="code")


def test_a_choice_among_codes_refuses_it() -> None:
    form = WhereForm({"home": "ku\x00ji", "others": ["kuji", "\x00"]})
    assert {name: [one.code for one in found.as_data()] for name, found in form.errors.items()} == {
        "home": ["invalid_choice"],
        "others": ["invalid_choice"],
    }


@pytest.mark.parametrize("name", ["fields_of_activity", "districts", "skills"])
def test_the_api_refuses_it_by_the_name_of_the_field(name: str) -> None:
    caller = UserFactory.create()
    issued = accounts.issue_token(by=caller, name="見本", scopes=enums.Scope.values, days=1, now=clock.now())
    answer = Client().put(
        "/api/v1/offers/",
        {name: ["a\x00b"], "times": [], "languages": []},
        content_type="application/json",
        headers={"Authorization": f"Bearer {issued.secret}"},
    )
    assert answer.status_code == 400
    assert name in answer.json()["data"]["fields"]


def test_a_page_that_reads_it_without_a_form_refuses_it_by_words() -> None:
    waiting = OrganisationFactory.create(pending=True)
    client = Client()
    client.force_login(city_official())
    page = client.post(reverse("accounts:organisation-refusal", args=[waiting.code]), {"reason": "a\x00b"})
    waiting.refresh_from_db()
    assert (page.status_code, waiting.status) == (400, enums.ReviewStatus.PENDING)
