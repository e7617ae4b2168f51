#!/usr/bin/env python
import os
import sys

from django.core import management


def main() -> None:
    """This function will run a management command under the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    management.execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
