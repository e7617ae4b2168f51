"""The Chromium that the browser tests drive."""

import os
import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> Path | None:
    """Return the browser that CHROMIUM names, or the first one on the machine, or None."""
    for name in (os.environ.get("CHROMIUM", ""), *_NAMES):
        if found := shutil.which(name):
            return Path(found)
    return None
