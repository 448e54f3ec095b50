"""The application with little patience for silent uploads, for gunicorn."""

from dataclasses import replace
from datetime import timedelta

from api.app import create_app
from api.wsgi import make_context
from settings import Settings

app = create_app(replace(make_context(Settings()), stall=timedelta(seconds=1)))
