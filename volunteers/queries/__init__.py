from volunteers.queries import assignments, check_ins, matching, people, requests

__all__ = ["assignments", "check_ins", "matching", "people", "requests"]
