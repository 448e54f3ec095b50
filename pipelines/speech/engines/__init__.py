"""The speech engines that ship with the service, one a file."""
