"""From an article to proposed citations: read it, split it into sentences, and match them with the commitments."""
