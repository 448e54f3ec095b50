"""How the API is served: threads, because uploads and live progress mostly wait."""

from settings import Settings

bind = Settings().bind
worker_class = "gthread"
workers = 1
threads = 32
# Of a worker's own sign of life; a thread that takes an upload for hours is not touched by it.
timeout = 60
# Uploads under way may end; what is cut resumes.
graceful_timeout = 20
keepalive = 15
# Upload-Metadata and presigned tokens are long.
limit_request_line = 8190
limit_request_field_size = 32768
accesslog = None  # `api.headers` logs requests without the tokens of their links
