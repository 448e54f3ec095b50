"""A factory that never was, with everything about it known: for the demo and for every test."""
