"""Tests of tracker/store/tinydb."""
