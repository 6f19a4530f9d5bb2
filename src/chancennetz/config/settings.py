"""Settings of the platform. What differs between installations comes from the environment (docs/operations.md)."""

from __future__ import annotations

import importlib.metadata

from csp.constants import NONE, SELF

from chancennetz.config import installation
from chancennetz.core import environment, roles, secrets

PACKAGE = installation.PACKAGE
INSTALLATION = installation.current()
VAR = INSTALLATION.var
SECRETS_DIR = INSTALLATION.secrets
AUDIT_HEAD_FILE = VAR / "audit" / "heads.jsonl"
CERTIFICATES_DIR = VAR / "certificates"
UPLOADS_DIR = VAR / "uploads"
VERSION = importlib.metadata.version("chancennetz")

SECRET_KEY = secrets.read(SECRETS_DIR, secrets.DJANGO_KEY)
DEBUG = False
DEMO = environment.flag("CHANCENNETZ_DEMO")
HTTPS = environment.flag("CHANCENNETZ_HTTPS")
ALLOWED_HOSTS = environment.words("CHANCENNETZ_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# Rooms from the top floor down; the third-party apps below them.
INSTALLED_APPS = [
    "chancennetz.demo",
    "chancennetz.portal",
    "chancennetz.dossier",
    "chancennetz.retention",
    "chancennetz.formeditor",
    "chancennetz.resourcemap",
    "chancennetz.moderation",
    "chancennetz.assessments",
    "chancennetz.referrals",
    "chancennetz.conferences",
    "chancennetz.caseload",
    "chancennetz.closure",
    "chancennetz.contacts",
    "chancennetz.handovers",
    "chancennetz.planversions",
    "chancennetz.plans",
    "chancennetz.caseopening",
    "chancennetz.participation",
    "chancennetz.casework",
    "chancennetz.monitoring",
    "chancennetz.publicmap",
    "chancennetz.mapsearch",
    "chancennetz.takeup",
    "chancennetz.upkeep",
    "chancennetz.hsds",
    "chancennetz.offerediting",
    "chancennetz.supportmap",
    "chancennetz.sharing",
    "chancennetz.consentforms",
    "chancennetz.consent",
    "chancennetz.duplicates",
    "chancennetz.accounts",
    "chancennetz.people",
    "chancennetz.tasks",
    "chancennetz.documents",
    "chancennetz.access",
    "chancennetz.organisations",
    "chancennetz.places",
    "chancennetz.openinghours",
    "chancennetz.anonymity",
    "chancennetz.audit",
    "chancennetz.ui",
    "chancennetz.figures",
    "chancennetz.styleguide",
    "chancennetz.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's pages use its filters
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "chancennetz.config.health.HealthMiddleware",  # first: it answers without host, session or transaction
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chancennetz.publicmap.middleware.AnswersMiddleware",  # pages for everybody, before anything asks who it is
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chancennetz.access.middleware.AccessMiddleware",  # last: actor, transaction, decision and read row of each view
]

ROOT_URLCONF = "chancennetz.config.urls"
WSGI_APPLICATION = "chancennetz.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chancennetz.ui.context.frame",
                "chancennetz.access.file_parts.tabs",
            ],
        },
    }
]

# Database: one server, three roles. Requests open their transaction in the access middleware.
_KEPT = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
_STATISTICS = INSTALLATION.connection(roles.STATISTICS)
_STATISTICS["OPTIONS"]["options"] = f"-c search_path={roles.STATISTICS_SCHEMA}"
DATABASES = {
    "default": INSTALLATION.connection(roles.APP) | _KEPT,
    "migrator": INSTALLATION.connection(roles.MIGRATOR),
    "statistics": _STATISTICS | _KEPT,
}
DATABASE_ROUTERS = ["chancennetz.config.routing.RoleRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Throttles must hold across all server processes, so they are counted in the database.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}
}

# Login
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["chancennetz.access.backend.MembershipBackend"]
PASSWORD_HASHERS = ["chancennetz.config.hashers.TunedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "chancennetz.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by administrators; nobody signs up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Chancennetz"
MFA_ADAPTER = "chancennetz.accounts.mfa_adapter.MFAAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys on http://localhost

# Sessions: the row in the database, the cookie for the browser's run, ten hours at most.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "chancennetz_session"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "chancennetz_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "chancennetz_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"

# The public map: sites that may frame it (whole origins), and a tile server if the county has one.
EMBED_HOSTS = environment.words("CHANCENNETZ_EMBED_HOSTS")
SUPPORTMAP_STATE = environment.text("CHANCENNETZ_STATE", "NW")
SCHOOL_HOLIDAYS_DIR = VAR / "school-holidays"  # files of the county; see `openinghours.school`
SUPPORTMAP_LINK_CHECK = environment.flag("CHANCENNETZ_LINK_CHECK")
MAP_TILES = environment.text("CHANCENNETZ_MAP_TILES")
MAP_TILES_CREDIT = environment.text("CHANCENNETZ_MAP_TILES_CREDIT")
_TILE_ORIGIN = "/".join(MAP_TILES.split("/")[:3]) if "://" in MAP_TILES else ""

# Headers
SECURE_SSL_REDIRECT = False  # the proxy in front does that; the health probe must get through
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Not "no-referrer": browsers then send "Origin: null" with forms, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "chancennetz.ui.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *filter(None, [_TILE_ORIGIN])],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would carry names

# Jobs: each room's `tasks.py` is found by name; these are the installation's own.
PROCRASTINATE_IMPORT_PATHS = ["chancennetz.config.jobs"]

# Language and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # uploads go through documents, encrypted
    "staticfiles": {"BACKEND": "chancennetz.config.storage.ForgivingStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a long note is 1 MB; files are not counted here
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("CHANCENNETZ_MAIL_HOST", "localhost")
EMAIL_PORT = environment.integer("CHANCENNETZ_MAIL_PORT", 25, low=1, high=65535)
DEFAULT_FROM_EMAIL = environment.text("CHANCENNETZ_MAIL_FROM", "chancennetz@localhost")
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": "chancennetz.config.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "procrastinate": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy redirects to https
    "auth.W004",  # e-mail addresses are unique whatever their capitals, by a constraint on lower(email)
]
