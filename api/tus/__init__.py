"""Resumable uploads by tus 1.0, streamed into a multipart store with flat memory."""
