"""The fiscal year (年度) of Japanese public bodies: 1 April to 31 March, named by the year it begins in."""

from datetime import date


def of(day: date) -> int:
    """This function will give the fiscal year of a Tokyo date."""
    return day.year if day.month >= 4 else day.year - 1


def starts_on(fiscal_year: int) -> date:
    """This function will give the first day of a fiscal year."""
    return date(fiscal_year, 4, 1)


def ends_on(fiscal_year: int) -> date:
    """This function will give the last day of a fiscal year."""
    return date(fiscal_year + 1, 3, 31)
