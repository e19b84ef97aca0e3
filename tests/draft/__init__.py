"""Tests of `tracker.draft`."""
