from volunteers.queries import assignments, check_ins, hard_rules, matching, people, reach, requests

__all__ = ["assignments", "check_ins", "hard_rules", "matching", "people", "reach", "requests"]
