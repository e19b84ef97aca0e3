"""Tests of the query words."""
