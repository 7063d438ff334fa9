"""Django's settings; the database is a file, or (PGHOST and the like) PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

SECRET_KEY = os.environ.get("SECRET", "only-to-try-it-out-at-least-32-letters")
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "examples.django_shop.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "backoffice_orders.contrib.django",
    "examples.django_shop.apps.ShopConfig",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
_FILE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": os.environ.get("SHOP_FILE", str(Path("django-shop.db").absolute())),
    # Who will write takes the lock at once, and waits for it.
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
}
_SERVER: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ.get("PGHOST"),
    "PORT": os.environ.get("PGPORT"),
    "NAME": os.environ.get("PGDATABASE"),
    "USER": os.environ.get("PGUSER"),
    "PASSWORD": os.environ.get("PGPASSWORD"),
}
DATABASES = {"default": _SERVER if os.environ.get("PGHOST") else _FILE}
