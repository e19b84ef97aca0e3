"""Tests of tracker/model."""
