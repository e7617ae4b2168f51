"""The one settings file: everything that differs between places comes from the environment.

DEBUG is never on: pages look and behave the same in the demo, in tests and in production. What the embedded mode
loosens (a generated secret, cookies over plain http on this machine, mails as files) hangs on TSUNAGARU_MODE.
"""

from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backend.config import schedule

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

MODE: str = env.str("TSUNAGARU_MODE", default="embedded")
if MODE not in {"embedded", "production"}:
    msg = f"TSUNAGARU_MODE is {MODE!r}; it must be 'embedded' or 'production'."
    raise ImproperlyConfigured(msg)
EMBEDDED = MODE == "embedded"
DEBUG = False


def _required(name: str, embedded: str) -> str:
    """This function will read a setting that production must give and the embedded mode may leave out."""
    value: str = env.str(name, default=embedded if EMBEDDED else "")
    if not value:
        msg = f"{name} is not set. Production needs it; see backend/docs/operations.md."
        raise ImproperlyConfigured(msg)
    return value


def _beside(package: str) -> Path:
    """This function will find the folder of an installed package of which only files are used, without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        msg = f"The package {package} is not installed; pyproject.toml tells what it is for."
        raise ImproperlyConfigured(msg)
    return Path(found.origin).parent


VAR_DIR = Path(env.str("TSUNAGARU_VAR", default=str(BASE_DIR / "var")))
SECRET_KEY = _required("SECRET_KEY", "embedded-mode-only-not-a-secret-" + "0" * 32)
SITE_URL = _required("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
if not EMBEDDED and "ALLOWED_HOSTS" not in env.ENVIRON:
    msg = "ALLOWED_HOSTS is not set. Production needs it; see backend/docs/operations.md."
    raise ImproperlyConfigured(msg)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

_required("DATABASE_URL", "postgres://tsunagaru@127.0.0.1:5432/tsunagaru")
DATABASES = {
    "default": env.db_url("DATABASE_URL", default="postgres://tsunagaru@127.0.0.1:5432/tsunagaru")
    | {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
REDIS_URL = _required("REDIS_URL", "redis://127.0.0.1:6379/0")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "backend.common",
    "backend.accounts",
    "backend.notices",
    "points",
    "bookings",
    "volunteers",
    "backend.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.common.middleware.PersonalPageMiddleware",
    "backend.common.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "backend.config.urls"
WSGI_APPLICATION = "backend.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backend.config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "backend.config.forms.Renderer"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "backend.accounts.forms.profile.SignupFields"
ACCOUNT_FORMS = {
    "login": "backend.accounts.forms.sign_in.LoginForm",
    "signup": "backend.accounts.forms.sign_in.SignupForm",
    "request_login_code": "backend.accounts.forms.sign_in.RequestLoginCodeForm",
    "confirm_login_code": "backend.accounts.forms.sign_in.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "backend.accounts.forms.sign_in.ConfirmEmailForm",
    "reset_password": "backend.accounts.forms.sign_in.ResetPasswordForm",
    "add_email": "backend.accounts.forms.sign_in.AddEmailForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# Throttle, never lock (川崎 2020): every limit hangs on the visitor's address, so that nobody can use up another's
# tries. "key" is the e-mail address together with the visitor's address (accounts.adapter).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,40/h/ip",
    "reset_password": "10/m/ip,40/h/ip",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
}
# How many proxies stand in front and name the visitor in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

# Language and time: stored in UTC, ruled and shown in Asia/Tokyo.
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "backend" / "static", ("zxing", _beside("nicegui_scanner") / "static")]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
WHITENOISE_USE_FINDERS = EMBEDDED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail: production gives EMAIL_URL; the embedded mode writes files that /mailbox/ shows.
if EMBEDDED and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
else:
    _required("EMAIL_URL", "")
    vars().update(env.email_url("EMAIL_URL"))
# Seconds for each step of SMTP: a mail system that hangs must not hang a worker, nor outlast notices.rules.due_again.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tsunagaru@localhost")
# The right-hand side of the Message-ID of our mails.
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="tsunagaru.invalid")
# Where answers to what people write through us come in; its MX, or the city's mail system, leads to `receive_mail`.
RELAY_DOMAIN = env.str("RELAY_DOMAIN", default="relay.tsunagaru.invalid")
RELAY_MAX_BYTES = env.int("RELAY_MAX_BYTES", default=2_000_000)
RELAY_PORT = env.int("RELAY_PORT", default=8025)

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "backend.common.sessions"
if not EMBEDDED:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    # The city's other subdomains are not ours to bind, nor is its domain ours to preload.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

CACHES = {
    "default": {
        "BACKEND": "backend.common.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", default="tsunagaru"),
        # A Redis that hangs must not hold up a page for long.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

# Work: a message is only a nudge; intent lives in the database.
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Losing the broker loses nothing, so a web request does not wait for it: it tries once, without kombu's six seconds of
# retries. (Workers and beat go on trying by settings of their own.)
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3, "max_retries": 0}
CELERY_BEAT_SCHEDULE = schedule.ENTRIES

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.accounts.authentication.ScopedAccess"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "backend.common.api.CursorPagination",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_ANON", default="60/min"),
        "user": env.str("API_RATE_USER", default="600/min"),
    },
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "backend.common.responses.problem_handler",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "つながる API",
    "DESCRIPTION": "Rooms, volunteers and points of a city's community centres.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.common.schema.describe_problems",
        "backend.common.schema.describe_times",
    ],
    # Several serializers have a field named state or kind; each set of values gets a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "BookingState": "bookings.enums.State",
        "AssignmentState": "volunteers.enums.AssignmentState",
        "Audience": "volunteers.enums.Audience",
        "Condition": "volunteers.enums.Condition",
        "VoucherState": "points.enums.VoucherState",
        "PostingKind": "points.enums.PostingKind",
        "CapSpan": "points.enums.Span",
        "RuleWay": "points.enums.RuleWay",
        "MultiplierKind": "points.enums.MultiplierKind",
        "PerkKind": "points.enums.PerkKind",
        "SlipState": "points.enums.SlipState",
        "MessageSide": "volunteers.enums.Side",
        "CheckInMethod": "volunteers.enums.CheckInMethod",
        "GiftNoteSide": "points.enums.NoteSide",
        "GiftNoteOutcome": "points.enums.NoteOutcome",
        "FeedbackReportOutcome": "volunteers.enums.ReportOutcome",
        "FeedbackWay": "volunteers.enums.FeedbackWay",
        "QuoteState": "volunteers.enums.QuoteState",
        "PartyMemberState": "volunteers.enums.MemberState",
        "ConsentChannel": "volunteers.enums.ConsentChannel",
        "ConsentState": "volunteers.enums.ConsentState",
        "LoanState": "bookings.enums.LoanState",
        "RecurrenceFrequency": "volunteers.enums.Frequency",
        "RequestVerdict": "volunteers.enums.Verdict",
        "RequestKind": "volunteers.enums.RequestKind",
        "PartyFrequency": "volunteers.enums.PartyFrequency",
    },
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# Behind these stands a text by which alone a page opens: it goes into no log, of ours or of gunicorn's visits.
SIGNED_PATHS = ("consents",)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "visit": {"format": "{message}", "style": "{"},
    },
    "filters": {"signed_paths": {"()": "backend.common.logs.HideAddresses", "paths": SIGNED_PATHS}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["signed_paths"]},
        "visits": {
            "class": "logging.StreamHandler",
            "formatter": "visit",
            "filters": ["signed_paths"],
            "stream": "ext://sys.stdout",
        },
    },
    "loggers": {
        name: {"handlers": ["visits"], "level": "INFO", "propagate": False}
        for name in ("gunicorn.access", "django.server")
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
