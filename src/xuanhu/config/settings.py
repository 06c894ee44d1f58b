"""Settings, all from the environment; what is missing has a default that is safe, or is refused in words.

XUANHU_DATABASE_URL  where the application's role finds its PostgreSQL (set by `xuanhu serve` for the embedded one)
XUANHU_SECRET        the secret of sessions and signatures
XUANHU_KEYS          the keys of sealed columns, newest first: `name:base64,name:base64` (32 bytes each)
XUANHU_KEYS_FILE     the file of the same keys (set by `xuanhu serve`), read again when it changes
XUANHU_REHEARSAL     1: requests may carry the moment they play at; refused where real insurers exist
XUANHU_HOSTS         host names that are served, parted by commas
XUANHU_SENDER        how messages go out (file:, console:, smtp:, aliyun-sms:); into the state folder unless it says so
XUANHU_TEMPLATES     a JSON file of the gateway's codes of texts, {"handbook/service/entry": code}
"""

import os

from xuanhu.postgres import django_database

SECRET_KEY = os.environ.get("XUANHU_SECRET", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("XUANHU_HOSTS", "127.0.0.1,localhost").split(",")
REHEARSAL = os.environ.get("XUANHU_REHEARSAL") == "1"
SEALING_KEYS = os.environ.get("XUANHU_KEYS", "")
SEALING_KEYS_FILE = os.environ.get("XUANHU_KEYS_FILE", "")
SENDER = os.environ.get("XUANHU_SENDER", "")
TEMPLATES = os.environ.get("XUANHU_TEMPLATES", "")

DATABASES = {
    "default": {
        **django_database(os.environ.get("XUANHU_DATABASE_URL", "postgresql:///xuanhu?host=/nowhere")),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "pool": {"min_size": 1, "max_size": 8}}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "procrastinate.contrib.django",
    "xuanhu.apps.jobs",
    "xuanhu.apps.editions",
    "xuanhu.apps.parties",
    "xuanhu.apps.cases",
    "xuanhu.apps.notices",
    "xuanhu.apps.accounts",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "xuanhu.config.urls"
WSGI_APPLICATION = "xuanhu.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
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
    "loggers": {"procrastinate": {"handlers": ["jobs"], "level": "WARNING", "propagate": False}},
}
