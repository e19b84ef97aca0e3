"""Benchmarks of tracker, of other tools and of simple scripts; they measure times and assert none."""
