"""The register on a server, tried on a real one."""
