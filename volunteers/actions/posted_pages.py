"""A page by which something is posted, sent twice: a second press, or Back and once more."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import retries
from volunteers import models

Posted = TypeVar("Posted", models.Request, models.Story)


@retries.on_conflict
def post_once(post: Callable[[], models.Request], *, key: str, by: accounts.User) -> models.Request:
    """This function will post a request, or give what a page with the same `key` has posted already.

    The poster's row is locked first, so that of two presses at once the second waits for the first. Without a key it
    only posts. Raises what `post` raises; nothing is kept of that.
    """

    def keep(made: models.Request) -> None:
        models.PostedPage.objects.create(request=made, key=key, posted_by=by)

    return _once(post, keep, known=models.Request.objects.all(), key=key, by=by)


@retries.on_conflict
def tell_story_once(write: Callable[[], models.Story], *, key: str, by: accounts.User) -> models.Story:
    """This function will write a story, or give what a page with the same `key` has written already; as post_once."""

    def keep(made: models.Story) -> None:
        models.StoryPage.objects.create(story=made, key=key, posted_by=by)

    return _once(write, keep, known=models.Story.objects.all(), key=key, by=by)


def _once(
    make: Callable[[], Posted],
    keep: Callable[[Posted], None],
    *,
    known: QuerySet[Posted],
    key: str,
    by: accounts.User,
) -> Posted:
    if not key:
        return make()
    with transaction.atomic():
        accounts.User.objects.select_for_update(no_key=True).get(pk=by.pk)
        earlier = known.filter(posted_page__key=key, posted_page__posted_by=by).first()
        if earlier is not None:
            return earlier
        made = make()
        keep(made)
    return made
