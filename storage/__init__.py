"""Bytes and records. Knows no media."""
