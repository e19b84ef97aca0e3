"""Tests of the store: one contract over every back end."""
