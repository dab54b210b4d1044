"""One settings file, from the environment, safe by default: what is not set is closed.

EVENLIGHT_DEMO=1 is the one switch that loosens anything, for a demonstration on this computer alone;
deploy/checks.py refuses it anywhere else.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from deploy import env

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = env.flag("EVENLIGHT_DEMO")
DEBUG = False
BASE_URL = env.text("EVENLIGHT_BASE_URL", "http://localhost:8000" if DEMO else "https://localhost")

SECRET_KEY = env.text(
    "SECRET_KEY",
    "demo-only-not-a-secret-0123456789-0123456789-0123456789" if DEMO else None,
    why="it signs sessions and links.",
    example="the output of `openssl rand -base64 48`",
)
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")
EVENLIGHT_MASTER_KEYS = env.keys("EVENLIGHT_MASTER_KEYS", "demo:" + "5e" * 32 if DEMO else None)
EVENLIGHT_BACKUP_KEY = env.text("EVENLIGHT_BACKUP_KEY", "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEMO else "")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "practice.apps.PracticeConfig",
    "assessments.apps.AssessmentsConfig",
    "homework.apps.HomeworkConfig",
    "reports.apps.ReportsConfig",
    "portal.apps.PortalConfig",
    "api.apps.ApiConfig",
    "deploy.apps.DeployConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.viewing.ViewerMiddleware",
]

ROOT_URLCONF = "deploy.urls"
WSGI_APPLICATION = "deploy.wsgi.application"
ASGI_APPLICATION = "deploy.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.viewing.frame",
            ],
        },
    }
]

# ---------------------------------------------------------------- database
WAL_FIX = sqlite3.sqlite_version_info >= (3, 51, 3) or env.flag("EVENLIGHT_SQLITE_WAL_IS_SAFE")
SQLITE_JOURNAL = "WAL" if WAL_FIX else "DELETE"
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'evenlight.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
IS_POSTGRES = DATABASES["default"]["ENGINE"].endswith("postgresql")
if IS_POSTGRES:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": DATABASES["default"].get("OPTIONS", {})
        | {"pool": {"min_size": 2, "max_size": env.number("DATABASE_POOL_MAX", 8), "timeout": 10}},
    }
else:
    DATABASES["default"] |= {
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={SQLITE_JOURNAL};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# knox's own token table is not ours: api.PersonalToken stands in its place.
MIGRATION_MODULES = {"knox": None}

# Rate limits live in the cache, so every worker process must share it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Counts of API requests, in each process by itself; see api/throttling.py.
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "near"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
# A task that has been running for longer was left by a worker that died, and is given to another.
TASK_LIMIT_SECONDS = env.number("TASK_LIMIT_SECONDS", 300)

# ---------------------------------------------------------------- signing in
AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login_name", "email")},
    },
]
PASSWORD_RESET_TIMEOUT = 600

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_ADAPTER = "portal.signing_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.sign_in_forms.SignInForm",
    "request_login_code": "portal.sign_in_forms.AskForCodeForm",
    "confirm_login_code": "portal.sign_in_forms.CodeForm",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/5m/key",
    "ask_for_code": "20/m/ip",
    "request_login_code": "3/5m/key",
    "check_report": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_ADAPTER = "portal.signing_in.MFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.sign_in_forms.SecondStepForm",
    "authenticate_webauthn": "portal.sign_in_forms.SecondPasskeyForm",
    "login_webauthn": "portal.sign_in_forms.PasskeySignInForm",
    "activate_totp": "portal.sign_in_forms.AddAppForm",
    "add_webauthn": "portal.sign_in_forms.AddPasskeyForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Evenlight"
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# ---------------------------------------------------------------- sessions, cookies, headers
HTTPS = not DEMO
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-evenlight" if HTTPS else "evenlight"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failed"
SECURE_SSL_REDIRECT = HTTPS and env.flag("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Not "no-referrer": browsers then send "Origin: null" with every form, and Django rightly refuses it.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PARTNER_IDLE_SECONDS, STAFF_IDLE_SECONDS, PRIVATE_IDLE_SECONDS = 15 * 60, 30 * 60, 5 * 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# ---------------------------------------------------------------- language, static files, limits
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-built"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
# A page takes in more than it keeps, so that too long a text comes back with a sentence beside it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
API_BODY_MAX_BYTES = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
APPEND_SLASH = True

# ---------------------------------------------------------------- mail
EMAIL_BACKEND = "portal.demo_mail.Backend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Evenlight <post@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS: list[tuple[str, str]] = []  # tracebacks are never mailed: they could hold words

# ---------------------------------------------------------------- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "api.authentication.PortalSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.NeedsViewer"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.PerPerson"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("API_RATE", "600/min")},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "rest_framework.negotiation.DefaultContentNegotiation",
    "EXCEPTION_HANDLER": "api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "FORMAT_SUFFIX_KWARG": None,
    "URL_FORMAT_OVERRIDE": None,
}
KNOX_TOKEN_MODEL = "api.PersonalToken"  # noqa: S105  (a model, no secret)
SPECTACULAR_SETTINGS = {
    "TITLE": "Evenlight",
    "DESCRIPTION": "Everything that the pages do, as JSON. What is private to one partner is absent for the other.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "NoteKindEnum": "practice.models.Note.Kind",
        "GrantKindEnum": "practice.models.Grant.Kind",
        "ConsentTextKindEnum": "practice.models.ConsentText.Kind",
        "CoupleStatusEnum": "practice.models.Couple.Status",
        "MarkEnum": "practice.models.Membership.Mark",
        "SessionStateEnum": "practice.models.TherapySession.State",
        "FeedKindEnum": "practice.models.FeedToken.Kind",
        "QuestionnaireStateEnum": "assessments.models.Administration.State",
        "PlanStateEnum": "assessments.models.AssessmentPlan.State",
        "PlanKindEnum": "assessments.models.AssessmentPlan.Kind",
        "ScreenStateEnum": "assessments.safety.models.SafetyScreen.State",
        "JointWorkStateEnum": "assessments.models.JointWork.State",
        "AssignmentStateEnum": "homework.models.Assignment.State",
        "EntryStateEnum": "homework.models.Entry.State",
        "ReportConsentKindEnum": "reports.models.ReportConsent.Kind",
        "ReportAudienceEnum": "reports.models.IssuedReport.Audience",
        "ReportStateEnum": "reports.models.IssuedReport.State",
        "PartAudienceEnum": "homework.models.EntryPart.Audience",
        "ReplyKindEnum": "homework.models.Reply.Kind",
        "AnswerStateEnum": ["answered", "declined", "missing"],
    },
}

# ---------------------------------------------------------------- logs: no path with a secret, no query, no words
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "deploy.logs.NoWords"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "filters": ["quiet"], "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
