from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """This function will give every page what its frame shows: the mode and the address of the site."""
    return {"embedded": settings.EMBEDDED, "site_url": settings.SITE_URL}
