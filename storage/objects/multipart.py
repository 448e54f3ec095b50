"""The multipart calls of the MinIO client.

They are private there (its public calls make whole objects only), so they are named here alone.
"""

from collections.abc import Sequence

from minio import Minio
from minio.datatypes import Part

from storage.objects.protocol import UploadedPart


class Multipart:
    """Multipart uploads in one bucket; the client's errors pass through."""

    def __init__(self, client: Minio, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def create(self, key: str, content_type: str) -> str:
        return self._client._create_multipart_upload(
            bucket_name=self._bucket, object_name=key, headers={"Content-Type": content_type}
        )

    def upload_part(self, key: str, upload: str, number: int, data: bytes) -> str:
        """The etag of the part."""
        return self._client._upload_part(
            bucket_name=self._bucket,
            object_name=key,
            data=data,
            headers=None,
            upload_id=upload,
            part_number=number,
        )

    def complete(self, key: str, upload: str, parts: Sequence[UploadedPart]) -> None:
        self._client._complete_multipart_upload(
            bucket_name=self._bucket,
            object_name=key,
            upload_id=upload,
            parts=[Part(part_number=part.number, etag=part.etag) for part in parts],
        )

    def abort(self, key: str, upload: str) -> None:
        self._client._abort_multipart_upload(
            bucket_name=self._bucket, object_name=key, upload_id=upload
        )

    def look(self, key: str, upload: str) -> None:
        """Fails for an upload that is not under way."""
        self._client._list_parts(
            bucket_name=self._bucket, object_name=key, upload_id=upload, max_parts=1
        )
