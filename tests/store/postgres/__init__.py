"""Tests of tracker/store/postgres, on a real server."""
