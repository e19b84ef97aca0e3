"""Tests of tracker/record."""
