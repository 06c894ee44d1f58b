"""The entry for the web server."""

import gc
import os
from typing import cast

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanhu.config.settings")
framework = get_wsgi_application()

from xuanhu.api.beside import Wsgi, beside  # noqa: E402 - apps are ready now

application = beside(cast("Wsgi", framework))
gc.freeze()  # handbooks and code live as long as the process: the collector need not walk them
