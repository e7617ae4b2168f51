from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import actions, forms, permissions, queries
from backend.common import clock, codes, decorators


@require_safe
@decorators.signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """This function will show a person what the service knows of them, and the code to present at a desk."""
    person = permissions.person_of(request)
    picture = codes.qr_svg(person.code, label="会員番号のQRコード")
    context = {"person": person, "qr": picture, "roles": queries.posts_of(person)}
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def profile_changes(request: HttpRequest) -> HttpResponse:
    """This function will let a person change what they told; new facts of identity need a new look at a document."""
    person = permissions.person_of(request)
    form = forms.ProfileForm(request.POST or None, initial=forms.ProfileForm.initial_of(person))
    if request.method == "POST" and form.is_valid():
        actions.update_profile(person, by=person, now=clock.now(), **form.profile())
        messages.success(request, "登録内容を変更しました。")
        return redirect("accounts:profile")
    return render(request, "accounts/profile_changes.html", {"form": form, "person": person})
