"""A page by which something is posted, sent twice: a second press, or Back and once more."""

from collections.abc import Callable

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import retries
from volunteers import models


@retries.on_conflict
def post_once(post: Callable[[], models.Request], *, key: str, by: accounts.User) -> models.Request:
    """This function will post a request, or give what a page with the same `key` has posted already.

    The poster's row is locked first, so that of two presses at once the second waits for the first. Without a key it
    only posts. Raises what `post` raises; nothing is kept of that.
    """
    if not key:
        return post()
    with transaction.atomic():
        _lock(by)
        earlier = models.Request.objects.filter(posted_page__key=key, posted_page__posted_by=by).first()
        if earlier is not None:
            return earlier
        made = post()
        models.PostedPage.objects.create(request=made, key=key, posted_by=by)
    return made


@retries.on_conflict
def tell_story_once(write: Callable[[], models.Story], *, key: str, by: accounts.User) -> models.Story:
    """This function will write a story, or give what a page with the same `key` has written already; as post_once."""
    if not key:
        return write()
    with transaction.atomic():
        _lock(by)
        earlier = models.Story.objects.filter(posted_page__key=key, posted_page__posted_by=by).first()
        if earlier is not None:
            return earlier
        made = write()
        models.StoryPage.objects.create(story=made, key=key, posted_by=by)
    return made


def _lock(by: accounts.User) -> None:
    accounts.User.objects.select_for_update(no_key=True).get(pk=by.pk)
