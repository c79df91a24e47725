"""Settings from the environment; the README has one table of every variable."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import pghistory
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from deskops.core.logs import configuration
from deskops.environment import Environment, env
from deskops.secret_files import new_master_key, new_word

django_stubs_ext.monkeypatch()  # lets forms and admin classes name their model's type

BASE_DIR = Path(__file__).resolve().parent.parent
_here = Environment.read(BASE_DIR)
PRODUCTION = _here.production
VAR = _here.var
DEBUG = False

SECRET_KEY = _here.secret(
    "DESKOPS_SECRET_KEY", "50 random letters or more; signs sessions and forms", new_word
)
# The first key wraps, the others still unwrap: a new key goes in front, then identities are re-wrapped.
MASTER_KEYS = _here.secret(
    "DESKOPS_MASTER_KEY", "32 random bytes in base64; protects ID numbers and addresses", new_master_key
).split(",")
INDEX_KEY = _here.secret(
    "DESKOPS_INDEX_KEY", "32 random bytes in base64; digests that ID numbers are searched by", new_master_key
)
ORIGIN = _here.required(
    "DESKOPS_ORIGIN",
    "the address in the browser, as https://desk.example.com",
    local=lambda: "http://localhost",
).rstrip("/")
_database, WEB_DATABASE_ROLE = _here.databases()
_here.refuse_if_incomplete()

_origin = urlsplit(ORIGIN)
HTTPS = _origin.scheme == "https"
ALLOWED_HOSTS = list(dict.fromkeys([_origin.hostname or "", *env.list("DESKOPS_HOSTS", default=[])]))
if not PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "import_export",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    # ours, from the ground up: an app imports only what stands above it in this list
    "deskops.org",
    "deskops.core",
    "deskops.documents",
    "deskops.ledger",
    "deskops.papers",
    "deskops.clocks",
    "deskops.approvals",
    "deskops.handoffs",
    "deskops.tills",
    "members",
    "deskops.receipts",
    "cards",
    "cashback",
    "gifts",
    "lockers",
    "refunds",
    "complaints",
    "deskops.pos",
    "deskops.desk",
]

MIDDLEWARE = [
    "deskops.core.middleware.health",
    "deskops.core.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "deskops.desk.middleware.office_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "deskops.desk.middleware.language",
    "deskops.desk.middleware.idle",
    "deskops.desk.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "deskops.urls"
WSGI_APPLICATION = "deskops.wsgi.application"

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
                "deskops.desk.frame.frame",
            ],
        },
    },
]

# The database. Behind PgBouncer in transaction mode nothing may hang on a session of the server.
PGBOUNCER = env.bool("DESKOPS_PGBOUNCER", default=False)
DATABASES = {
    "default": _database
    | {
        "CONN_MAX_AGE": 0 if PGBOUNCER else 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": PGBOUNCER,
        "OPTIONS": _database.get("OPTIONS", {}) | {"prepare_threshold": None if PGBOUNCER else 3},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in.
AUTH_USER_MODEL = "org.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["deskops.core.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# By employee number, never by address: one clerk's typing must not lock every desk of the mall.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"  # as authenticate() names it, whatever the column is called
AXES_FAILURE_LIMIT = env.int("DESKOPS_SIGN_IN_ATTEMPTS", default=5)
AXES_COOLOFF_TIME = env.int("DESKOPS_SIGN_IN_PAUSE_MINUTES", default=15) / 60
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "again", "code"]
AXES_LOCKOUT_CALLABLE = "deskops.desk.views.sign_in.locked"
AXES_ENABLE_ADMIN = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # it asks for the address among the lockout's parameters
    "security.W019",  # it asks for X-Frame-Options DENY; CSP says which pages the back office frames itself
]

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
# Finance, managers and administrators give a code besides the password; off only in the demo database.
SECOND_FACTOR = env.bool("DESKOPS_SECOND_FACTOR", default=True)
OTP_TOTP_ISSUER = "deskops"

# A session ends after idle time and with the browser.
SESSION_COOKIE_AGE = env.int("DESKOPS_IDLE_MINUTES", default=30) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
}
# unfold's Alpine evaluates the attributes of its own templates, some of which carry a style.
OFFICE_CSP = SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],  # a related record opens in a frame over the page
}
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["deskops.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files of the desk (signatures, photos, exports) lie out of the web's reach; a view checks who may see them.
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
S3_BUCKET = env.str("DESKOPS_S3_BUCKET", default="")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("DESKOPS_S3_ENDPOINT", default="") or None,
            "region_name": env.str("DESKOPS_S3_REGION", default="") or None,
            "access_key": env.str("DESKOPS_S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("DESKOPS_S3_SECRET_KEY", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Background work: two queues, so that a long export never keeps a short task waiting.
PROCRASTINATE_WORKER_DEFAULTS = {
    "listen_notify": not PGBOUNCER,
    "fetch_job_polling_interval": 1.0 if PGBOUNCER else 5.0,
    "shutdown_graceful_timeout": 20.0,
}

PROXIES = env.int("DESKOPS_PROXIES", default=0)
LOGGING = configuration(env.str("DESKOPS_LOG_LEVEL", default="INFO").upper())

PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# Colours and fonts come from the desk's palette.css, by templates/unfold/layouts/skeleton.html.
UNFOLD = {"SITE_TITLE": _("Service desk"), "SITE_HEADER": _("Service desk"), "THEME": "light"}
