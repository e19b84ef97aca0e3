"""The values derived from recorded facts at a moment; none of them is ever stored."""
