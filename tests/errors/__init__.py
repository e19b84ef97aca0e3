"""Tests of tracker/errors."""
