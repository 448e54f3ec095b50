"""The one place that names concrete stores and databases."""

from settings import Settings
from storage.catalog.database import Database
from storage.objects.local import LocalStore
from storage.objects.protocol import MultipartStore
from storage.objects.s3 import S3Store


def open_database(settings: Settings) -> Database:
    """The catalog; the folder of a SQLite file is made."""
    if not settings.database_url:
        settings.data.mkdir(parents=True, exist_ok=True)
    return Database(settings.database)


def open_store(settings: Settings) -> MultipartStore:
    """The object store that the settings name."""
    if settings.store == "local":
        return LocalStore(settings.objects)
    return S3Store(
        settings.s3_endpoint,
        settings.s3_bucket,
        settings.s3_access_key,
        settings.s3_secret_key.get_secret_value(),
        secure=settings.s3_secure,
        region=settings.s3_region,
    )
