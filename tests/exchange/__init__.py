"""Tests of the exchange with files of others."""
