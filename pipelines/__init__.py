"""Files in, files out: no network, no queue, no environment, no database."""
