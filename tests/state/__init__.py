"""Tests of the values derived from recorded facts."""
