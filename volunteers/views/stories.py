"""Stories of activities (活動事例集): everybody reads them, organisations and the city write them."""

import functools

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from volunteers import actions, models, permissions, queries
from volunteers.forms import ReviewForm
from volunteers.forms import stories as forms
from volunteers.views import _doors

ON_A_PAGE = 24
IN_FEED = 30


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """This function will show everybody what came of activities."""
    form = forms.StoriesForm(request.GET or None)
    page = Paginator(queries.stories.published(form.wanted()), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "tells": _tells(request)}
    return render(request, "volunteers/stories.html", context)


def _tells(request: HttpRequest) -> bool:
    """This function will tell whether the visitor is led to where stories are written."""
    if not request.user.is_authenticated:
        return False
    person = roles.person_of(request)
    return queries.people.managed_organisations(person).exists() or permissions.may_tell_for(person, None)


@require_safe
def story_feed(request: HttpRequest) -> HttpResponse:
    """This function will give the latest stories as an Atom feed; of no person is there a word in it."""
    feed = Atom1Feed(
        title="活動事例集",
        link=request.build_absolute_uri(reverse("volunteers:stories")),
        description="地域の活動の事例です。",
        language="ja",
        feed_url=request.build_absolute_uri(),
    )
    for story in queries.stories.published(forms.StoriesForm(request.GET or None).wanted())[:IN_FEED]:
        _enter(feed, story, request.build_absolute_uri(reverse("volunteers:story", args=[story.code])))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _enter(feed: Atom1Feed, story: models.Story, link: str) -> None:
    feed.add_item(
        title=story.title,
        link=link,
        unique_id=link,
        description=story.text,
        author_name=story.told_by,
        pubdate=story.published_at,
        updateddate=story.changed_at,
        categories=[story.field.name],
    )


@require_safe
def story(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one story, with the words that may be shown at this moment."""
    found = queries.stories.readable(request.user, code)
    writes = permissions.may_tell_for(request.user, found.organisation)
    context = {
        "story": found,
        "quotes": queries.stories.shown_quotes(found),
        "writes": writes,
        "asked": queries.stories.quotes_of(found) if writes else [],
        "reviews": found.is_in_review and permissions.may_review_story(request.user, found),
    }
    return render(request, "volunteers/story.html", context)


@decorators.signed_in
@require_http_methods(["GET"])
def organised_stories(request: HttpRequest) -> HttpResponse:
    """This function will show somebody the stories that they write."""
    person = roles.person_of(request)
    organisations, for_city = _whom(request)
    page = Paginator(queries.stories.of_organisations(list(organisations), of_city=for_city), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "tells": bool(organisations) or for_city,
        "reviews": permissions.reviews_stories(person),
    }
    return render(request, "volunteers/organised_stories.html", context)


def _whom(request: HttpRequest) -> tuple[QuerySet[accounts.Organisation], bool]:
    """This function will give for whom somebody writes stories: their organisations, and whether the city."""
    person = roles.person_of(request)
    return queries.people.managed_organisations(person), permissions.may_tell_for(person, None)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def story_new(request: HttpRequest) -> HttpResponse:
    """This function will take a new story as a draft."""
    organisations, for_city = _whom(request)
    if not organisations and not for_city:
        return render(request, "volunteers/story_new.html", {"form": None})
    form = forms.StoryForm(
        _doors.sent(request), organisations=organisations, for_city=for_city, initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid():
        by = roles.person_of(request)
        write = functools.partial(
            actions.stories.write_story,
            form.organisation(),
            plan=form.plan(),
            by=by,
            now=clock.now(),
        )
        if made := _doors.attempted(form, lambda: actions.tell_story_once(write, key=form.sent_key(), by=by)):
            messages.success(request, made.outcome)
            return redirect("volunteers:story", code=made.code)
    return _doors.page(request, "volunteers/story_new.html", {"form": form})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def story_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put a story in other words."""
    found = queries.stories.own(request.user, code)
    form = forms.StoryForm(
        _doors.sent(request), organisations=_whom(request)[0], story=found, initial=forms.written(found)
    )
    if request.method == "POST" and form.is_valid():
        person, now = roles.person_of(request), clock.now()
        change = functools.partial(actions.stories.change_story, found, plan=form.plan(), by=person, now=now)
        if _doors.attempted(form, change):
            messages.success(request, "事例を書き直しました。")
            return redirect("volunteers:story", code=found.code)
    return _doors.page(request, "volunteers/story_changes.html", {"story": found, "form": form})


@decorators.signed_in
@require_http_methods(["POST"])
def story_publication(request: HttpRequest, code: str) -> HttpResponse:
    """This function will publish a story, or send a first one to the city."""
    found = queries.stories.own(request.user, code)
    done = actions.stories.publish_story(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, done.outcome)
    return redirect("volunteers:story", code=found.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def story_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a story away from everybody's eyes, once its writer has confirmed."""
    found = queries.stories.own(request.user, code)
    if request.method == "GET":
        return render(request, "volunteers/story_withdrawal.html", {"story": found})
    done = actions.stories.withdraw_story(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, done.outcome)
    return redirect("volunteers:story", code=found.code)


@decorators.signed_in
@require_http_methods(["GET"])
def story_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list the stories that wait for the city."""
    if not permissions.reviews_stories(request.user):
        raise errors.NotFound
    page = Paginator(queries.stories.in_review(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/story_reviews.html", {"page": page})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def story_review(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a first story to the city and take the verdict."""
    found = queries.stories.reviewable(request.user, code)
    form = ReviewForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        by, now = roles.person_of(request), clock.now()
        review = functools.partial(actions.stories.review_story, found, by=by, now=now, **form.cleaned_data)
        if done := _doors.attempted(form, review):
            messages.success(request, done.outcome)
            return redirect("volunteers:story-reviews")
    context = {"story": found, "form": form, "asked": queries.stories.quotes_of(found)}
    return _doors.page(request, "volunteers/story_review.html", context)
