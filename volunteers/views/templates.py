"""What an organisation writes requests from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET"])
def request_templates(request: HttpRequest) -> HttpResponse:
    """This function will list the templates of somebody's organisations."""
    organisations = list(queries.people.managed_organisations(_doors.person(request)))
    found = queries.templates.of_organisations(organisations)
    return render(request, "volunteers/request_templates.html", {"templates": found, "organisations": organisations})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_template_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will keep a request as a template under a name."""
    found = queries.reach.organised_request(request.user, code)
    form = forms.TemplateForm(_doors.sent(request), initial={"name": found.title})
    if request.method == "POST" and form.is_valid():
        name, by = form.cleaned_data["name"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.save_template(found, name=name, by=by, now=clock.now())):
            messages.success(request, "ひな形として保存しました。次から、日付を入れるだけで募集を出せます。")
            return redirect("volunteers:request-templates")
    return _doors.page(request, "volunteers/request_template_new.html", {"found": found, "form": form})


@decorators.signed_in
@require_http_methods(["POST"])
def request_template_removal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a template away."""
    found = queries.templates.own(request.user, code)
    actions.discard_template(found, by=_doors.person(request), now=clock.now())
    messages.success(request, "ひな形を消しました。このひな形から出した募集は、そのまま残ります。")
    return redirect("volunteers:request-templates")
