"""Settings, all from the environment; what is missing has a default that is safe, or is refused in words.

XUANHU_DATABASE_URL  where the application's role finds its PostgreSQL (set by `xuanhu serve` for the embedded one)
XUANHU_SECRET        the secret of sessions and signatures
XUANHU_KEYS          the keys of sealed columns, newest first: `name:base64,name:base64` (32 bytes each)
XUANHU_KEYS_FILE     the file of the same keys (set by `xuanhu serve`), read again when it changes
XUANHU_REHEARSAL     1: requests may carry the moment they play at; refused where real insurers exist
XUANHU_PREPARE       0: no prepared statements, for a pooler that changes connections between transactions
XUANHU_HOSTS         host names that are served, parted by commas
XUANHU_STORE         where the bytes of documents are kept: `file:///path`; a folder of the state folder if not set
XUANHU_MAX_DOCUMENT  how many bytes a document may have (200 MB)
XUANHU_HTTPS         1: people come by https alone, through a proxy that says so; cookies are sent by no other way
XUANHU_PROXIES       how many proxies of our own stand before it and add to X-Forwarded-For (0: nobody is believed)
XUANHU_IDLE_MINUTES  after how long a session ends in which nothing was done (30)
XUANHU_SENDER        how messages go out (file:, console:, smtp:, aliyun-sms:); into the state folder unless it says so
XUANHU_RETENTION     a YAML file of how long what must be kept, in the form of apps/rights/retention.yaml
XUANHU_TEMPLATES     a JSON file of the gateway's codes of texts, {"handbook/service/entry": code}
"""

import os

from xuanhu.postgres import django_database, state_folder

SECRET_KEY = os.environ.get("XUANHU_SECRET", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("XUANHU_HOSTS", "127.0.0.1,localhost").split(",")
REHEARSAL = os.environ.get("XUANHU_REHEARSAL") == "1"
HTTPS = os.environ.get("XUANHU_HTTPS") == "1"
PROXIES = int(os.environ.get("XUANHU_PROXIES", "0"))
IDLE_MINUTES = int(os.environ.get("XUANHU_IDLE_MINUTES", "30"))
SEALING_KEYS = os.environ.get("XUANHU_KEYS", "")
DOCUMENT_STORE = os.environ.get("XUANHU_STORE") or (state_folder() / "documents").as_uri()
MAX_DOCUMENT = int(os.environ.get("XUANHU_MAX_DOCUMENT") or 200 * 1024 * 1024)
SEALING_KEYS_FILE = os.environ.get("XUANHU_KEYS_FILE", "")
SENDER = os.environ.get("XUANHU_SENDER", "")
RETENTION = os.environ.get("XUANHU_RETENTION", "")
MESSAGE_TEMPLATES = os.environ.get("XUANHU_TEMPLATES", "")

DATABASES = {
    "default": {
        **django_database(os.environ.get("XUANHU_DATABASE_URL", "postgresql:///xuanhu?host=/nowhere")),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "pool": {"min_size": 1, "max_size": 8}}

INSTALLED_APPS = [
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "xuanhu.apps.jobs",
    "xuanhu.apps.editions",
    "xuanhu.apps.parties",
    "xuanhu.apps.cases",
    "xuanhu.apps.notices",
    "xuanhu.apps.papers",
    "xuanhu.apps.incoming",
    "xuanhu.apps.remarks",
    "xuanhu.apps.accounts",
    "xuanhu.apps.network",
    "xuanhu.apps.escorting",
    "xuanhu.apps.talk",
    "xuanhu.apps.audit",
    "xuanhu.apps.work",
    "xuanhu.apps.opinions",
    "xuanhu.apps.samples",
    "xuanhu.apps.portal",
    "xuanhu.apps.consents",
    "xuanhu.apps.rights",
    "lucide",
    "xuanhu.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xuanhu.web.headers.Headers",
    "xuanhu.web.assets.Assets",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.csrf"],
            "builtins": ["xuanhu.web.templatetags.typesetting"],
        },
    }
]
ROOT_URLCONF = "xuanhu.config.urls"
WSGI_APPLICATION = "xuanhu.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

PASSWORD_HASHERS = ["xuanhu.apps.accounts.passwords.Hasher"]
SESSION_COOKIE_NAME = "xuanhu_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "xuanhu_csrf"
CSRF_COOKIE_HTTPONLY = True  # scripts are given the token by GET /api/v1/session
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "xuanhu.web.errors.stale_form"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
PREPARE = os.environ.get("XUANHU_PREPARE", "1") == "1"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # papers have their own way in

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "xuanhu.apps.jobs.discretion.Discreet"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler"},
        "jobs": {"class": "logging.StreamHandler", "filters": ["discreet"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a wrong password is no fault of ours
        "procrastinate": {"handlers": ["jobs"], "level": "WARNING", "propagate": False},
    },
}
