from volunteers.queries import assignments, matching, people, requests

__all__ = ["assignments", "matching", "people", "requests"]
