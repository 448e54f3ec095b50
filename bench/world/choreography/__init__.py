"""Who stands where, does what and is seen from where: a timeline's moments, frame by frame."""

from bench.world.choreography.moments import moments

__all__ = ["moments"]
