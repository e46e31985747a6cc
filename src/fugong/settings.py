"""All settings, in one file. What differs between installations is read from the environment (docs/operations.md)."""

import base64
import datetime as dt
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fugong.core import env, logs
from fugong.core.database import database_settings

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parents[1] if (PACKAGE.parents[1] / "pyproject.toml").exists() else Path()
TESTING = env.testing()
VAR = env.folder("FUGONG_VAR", CHECKOUT / "var" / "test" if TESTING else CHECKOUT / "var")

DEBUG = env.flag("FUGONG_DEBUG")
DEMO = env.flag("FUGONG_DEMO")  # one-click sign-in as the demo's people; refused where data is real


def _kept_secret(name: str) -> bytes:
    """A secret from the environment (base64), or one made at the first start and kept in VAR with mode 0600."""
    given = env.text(f"FUGONG_{name.upper()}", "")
    if given:
        return base64.b64decode(given)
    path = VAR / f"{name}.secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    return base64.b64decode(path.read_bytes())


SECRET_KEY = _kept_secret("secret_key").hex()
DATA_KEY = _kept_secret("data_key")  # seals personal data; lose it and they are unreadable
DATA_KEY_GIVEN = bool(env.text("FUGONG_DATA_KEY", ""))
DATA_CIPHER = env.text("FUGONG_DATA_CIPHER", "aes")

HOST_NAMES = env.names("FUGONG_HOSTS", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS = HOST_NAMES
HTTPS = env.flag("FUGONG_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # browsers then take these cookies from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True  # pages bear the token, no script reads the cookie
CSRF_FAILURE_VIEW = "fugong.web.refusals.csrf_failed"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("FUGONG_BEHIND_PROXY") else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOST_NAMES] if HTTPS else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "fugong.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * env.whole("FUGONG_SESSION_HOURS", 12)  # after signing in, whatever was asked meanwhile
SESSION_IDLE = dt.timedelta(minutes=env.whole("FUGONG_SESSION_IDLE_MINUTES", 120))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "csp",
    "django_structlog",
    "ninja",
    "fugong.core",
    "fugong.ledger",
    "fugong.policy",
    "fugong.workflow",
    "fugong.sheets",
    "fugong.accounts",
    "fugong.places",
    "fugong.channels",
    "fugong.papers",
    "fugong.proposals",
    "fugong.registry",
    "fugong.resumption",
    "fugong.outreach",
    "fugong.supplies",
    "fugong.workforce",
    "fugong.training",
    "fugong.chains",
    "fugong.projects",
    "fugong.advice",
    "fugong.lodging",
    "fugong.services",
    "fugong.passes",
    "fugong.testing",
    "fugong.arrivals",
    "fugong.transport",
    "fugong.labour",
    "fugong.investment",
    "fugong.benefits",
    "fugong.inspections",
    "fugong.signals",
    "fugong.demands",
    "fugong.demands.routing",
    "fugong.rectification",
    "fugong.meetings",
    "fugong.figures",
    "fugong.exchange",
    "fugong.web",
]

MIDDLEWARE = [
    "fugong.web.watching.Numbered",
    "fugong.web.watching.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    *(["fugong.web.laying_out.LayingOut"] if DEMO else []),
    "fugong.web.middleware.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fugong.web.middleware.NotKept",
    "fugong.web.middleware.ReaderLanguage",
    "fugong.web.middleware.RoomForOthers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fugong.web.watching.Logged",
    "fugong.web.middleware.OwnPassword",
    "fugong.web.middleware.StaffSecondFactor",
    "fugong.web.middleware.Refusals",
    "fugong.web.second_wall.SecondWall",
]
SECOND_WALL = env.flag("FUGONG_SECOND_WALL", True)  # the database's own row-level security behind `visible_to`

ROOT_URLCONF = "fugong.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "fugong.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "fugong.web.templatetags.fugong"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "web/table.html"

DATABASES = {"default": database_settings(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",  # shared by all workers
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},  # 20,000 that were found in leaks
    {"NAME": "fugong.accounts.passwords.NotOfThisPlace"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fugong.web.sign_in.NoSelfRegistration"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; nobody is asked
MFA_ADAPTER = "fugong.web.sign_in.SecondFactor"
ACCOUNT_RATE_LIMITS = {  # passwords themselves are counted by accounts.guesses; `login_failed` is about second factors
    "login": "20/m/ip",
    "login_failed": "5/5m/key,20/h/ip",
    "change_password": "10/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("FUGONG_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
STAFF_SECOND_FACTOR = env.flag("FUGONG_STAFF_SECOND_FACTOR", not (DEMO or TESTING))  # its tests switch it on

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English"), ("ja", "日本語"), ("ko", "한국어")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "fugong.core.formats"  # how each language writes days
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("FUGONG_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("FUGONG_STATIC", VAR / "static")
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "fugong.web.static_files.QuicklyCompressed"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "ico", "gz", "br", "woff", "woff2", "map"]
MEDIA_ROOT = env.folder("FUGONG_MEDIA", VAR / "media")  # never served by URL: documents go out through their own views
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_PERMISSIONS = 0o640

# The deployer's fonts come first; those that are kept in the tree make a bare machine print Chinese.
PDF_FONT_FOLDERS = [*(Path(name) for name in env.names("FUGONG_FONTS")), PACKAGE / "core" / "fonts"]
UPLOADS_AT_ONCE = env.whole("FUGONG_UPLOADS_AT_ONCE", 2)  # of each process; more are asked to come again
API_CALLS_A_MINUTE = env.whole("FUGONG_API_CALLS_A_MINUTE", 600)  # of one caller
# How long answers to calls with an idempotency key are kept: a phone may be away for long.
API_ANSWERS_KEPT = dt.timedelta(days=env.whole("FUGONG_API_ANSWERS_KEPT_DAYS", 30))

OPEN311_ORIGINS = env.names("FUGONG_OPEN311_ORIGINS")  # whose web pages may read /open311/ from another site
OPEN311_CONTACT = env.text("FUGONG_OPEN311_CONTACT", "")  # whom other programs' makers can ask

# The handbooks stand beside the package in a checkout, within it where it was installed.
HELP_FOLDER = next(
    (each for each in (CHECKOUT / "docs" / "help", PACKAGE / "web" / "help") if each.is_dir()), PACKAGE / "web" / "help"
)
PACK_FOLDERS = [PACKAGE / "packs", *(Path(name) for name in env.names("FUGONG_PACKS")), VAR / "packs"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],  # ECharts and Leaflet set inline styles
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("FUGONG_SMTP_HOST", "localhost")
EMAIL_ON = bool(env.text("FUGONG_SMTP_HOST", ""))  # messages go by e-mail only where a server was named
EMAIL_PORT = env.whole("FUGONG_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("FUGONG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("FUGONG_SMTP_PASSWORD", "")
EMAIL_USE_SSL = env.flag("FUGONG_SMTP_TLS")  # from the first byte, usually port 465
EMAIL_USE_TLS = env.flag("FUGONG_SMTP_STARTTLS") and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("FUGONG_SMTP_FROM", "fugong@localhost")

# Where people reach the product: links in e-mails and chat groups begin with it.
PUBLIC_URL = env.text("FUGONG_PUBLIC_URL", "http://localhost:8000").rstrip("/")
# How far it is: a deployer's own table, or a routing server inside the network; straight lines without (docs/operations.md).
DISTANCES = env.text("FUGONG_DISTANCES", "")
ROUTING_SERVER = env.text("FUGONG_ROUTING_SERVER", "").rstrip("/")
WEB_PUSH = env.flag("FUGONG_WEB_PUSH")  # needs HTTPS and a way to the browsers' push services on the internet
# Receivers inside the network to which messages may go all the same, by host name or address (docs/operations.md).
RECEIVERS_ALLOWED = env.names("FUGONG_RECEIVERS_ALLOWED")

PROCRASTINATE_ON_APP_READY = None
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # TLS is granian's or the proxy's; an office network may stay plain
    "security.W021",  # whether a domain is preloaded into browsers is for its owner to say
]

LOG_JSON = env.flag("FUGONG_LOG_JSON")  # one object a line, for machines
LOG_DAYS = env.at_least("FUGONG_LOG_DAYS", 200, logs.KEPT_AT_LEAST)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": logs.formatters(as_json=LOG_JSON),
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.text("FUGONG_LOG_LEVEL", "WARNING")},
}
if TESTING:  # the console is taken away between tests, and what is refused on purpose is no news
    LOGGING |= {"root": {}, "loggers": {"django.request": {"level": "ERROR"}}}
logs.configure(as_json=LOG_JSON, quiet=TESTING)  # each request's two lines

BACKUPS = env.folder("FUGONG_BACKUPS", VAR / "backups")
BACKUPS_KEPT = env.at_least("FUGONG_BACKUPS_KEPT", 14, 1)  # nights; and the last of each of six months
# Who may read /metrics: addresses and networks, or whoever has the token.
METRICS_FROM = env.names("FUGONG_METRICS_FROM", "127.0.0.1,::1")
METRICS_TOKEN = env.text("FUGONG_METRICS_TOKEN", "")

APPLICATION_NAME = _("Fugong")
