"""Footage of a walk through the hall, every picture with the camera that took it."""
