"""The register in one TinyDB file."""
