"""What the HTTP server calls."""

import os

from django.core.wsgi import get_wsgi_application

from fugong.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")

application = get_wsgi_application()
garbage.look_seldom()
