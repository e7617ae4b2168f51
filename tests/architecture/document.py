"""The OpenAPI document as the service serves it, made once in a process: making it takes seconds."""

import schemathesis

from backend.config.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
