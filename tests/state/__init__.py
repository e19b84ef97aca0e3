"""Tests of what follows from the recorded facts."""
