"""The door for the web server. It stays closed when an address has no access rule or a field no protection class."""

from __future__ import annotations

import io
import os
import sys

from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chancennetz.config.settings")
application = get_wsgi_application()
try:
    call_command("check", stdout=io.StringIO())
except SystemCheckError as error:
    sys.exit(f"The platform is not safe to serve:\n{error}")
