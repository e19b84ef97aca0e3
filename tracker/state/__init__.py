"""What follows from the recorded facts at a moment; nothing in here is ever stored."""
