"""Settings of the tests: an installation of its own under `var/test` or `$CHANCENNETZ_TEST_VAR`."""

from __future__ import annotations

import fcntl
import os

from chancennetz.config import installation
from chancennetz.core import environment, secrets

_VAR = environment.folder("CHANCENNETZ_TEST_VAR", installation.project_folder() / "var" / "test")
_VAR.mkdir(parents=True, exist_ok=True)
os.environ["CHANCENNETZ_VAR"] = str(_VAR)
for _name in ("DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_ADMIN_URL", "CHANCENNETZ_HTTPS"):
    os.environ.pop(_name, None)
os.environ["CHANCENNETZ_DEMO"] = "1"

with (_VAR / "secrets.lock").open("w") as _lock:  # several test runs may be the first one
    fcntl.flock(_lock, fcntl.LOCK_EX)
    secrets.ensure(_VAR / "secrets", database_is_new=not installation.current().cluster.is_initialised)

from chancennetz.config.settings import *  # noqa: E402, F403
from chancennetz.config.settings import DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; hashing has its own test
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
(_VAR / "static").mkdir(exist_ok=True)  # whitenoise warns about a missing folder, and warnings are errors
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
for _alias in DATABASES.values():
    _alias["CONN_MAX_AGE"] = 0
