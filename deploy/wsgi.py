"""The WSGI door. Refuses to open with a master key that does not fit this database."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
application = get_wsgi_application()

from practice.sealing import verify_master_keys  # noqa: E402  (needs the apps to be ready)

verify_master_keys()
