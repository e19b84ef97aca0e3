"""Exchange: files that others made -> what would be recorded; the whole register -> files that bring it back."""
