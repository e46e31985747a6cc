"""What the HTTP server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")

application = get_wsgi_application()
