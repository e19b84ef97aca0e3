"""How far tracker can be trusted, measured by breaking it: kills, faults, full disks, crowds, damage, any input."""
