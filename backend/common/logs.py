"""What goes into no log: the addresses of pages that open by a signed text alone."""

import logging
import re
from collections.abc import Sequence


class HideAddresses(logging.Filter):
    """Puts … in the place of what follows certain first parts of an address, such as /consents/…/ ."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__()
        self._secret = re.compile(rf"(/(?:{'|'.join(map(re.escape, paths))})/)[^/\s\"'?]+")

    def filter(self, record: logging.LogRecord) -> bool:
        """This function will hide them in a line, and let it through."""
        message = record.getMessage()
        hidden = self._secret.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
