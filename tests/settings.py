"""The product's own settings with test keys, a fast hasher and a database of the test run's own."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("EVENLIGHT_MASTER_KEYS", "tests:" + "000102030405060708090a0b0c0d0e0f" * 2)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("EVENLIGHT_BASE_URL", "http://localhost")
os.environ.setdefault("SSL_REDIRECT", "0")

from deploy.settings import *  # noqa: F403
from deploy.settings import IS_POSTGRES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "evenlight", "csrf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
if not IS_POSTGRES:
    # A file, as in production: a database in memory shares one lock between threads and shows other faults.
    # One folder per process, so that two runs at once do not share it; it goes when the process ends.
    _folder = tempfile.TemporaryDirectory(prefix="evenlight-tests-", ignore_cleanup_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder.name}/test.sqlite3"}  # noqa: F405
else:
    # A pool would outlive the test database; each connection is closed as the tests end.
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
