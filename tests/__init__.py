"""What the manual says of tracker, as sentences that are checked."""
