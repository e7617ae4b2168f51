from datetime import date

from backend.common import clock


class DateConverter:
    """A date in a URL, as YYYY-MM-DD."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """This function will give the date; one that does not exist, or is of another age, is no URL of ours."""
        found = date.fromisoformat(value)
        if found.year not in clock.YEARS:
            raise ValueError(value)
        return found

    def to_url(self, value: date | str) -> str:
        """This function will write a date."""
        return str(value)


class MonthConverter:
    """A month in a URL, as YYYY-MM; the value is its first day."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> date:
        """This function will give the first day of the month; one that does not exist is no URL of ours."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date | str) -> str:
        """This function will write a month."""
        return str(value)[:7]
