from backend.accounts import permissions
from backend.common import api

PROBLEMS = api.PROBLEMS
KEY = api.KEY
person = permissions.person_of
