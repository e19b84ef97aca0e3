"""Measure the reliability of tracker by fault injection: kills, faults, full disks, crowds, damaged files, inputs."""
