"""The entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanhu.config.settings")
application = get_wsgi_application()
gc.freeze()  # handbooks and code live as long as the process: the collector need not walk them
