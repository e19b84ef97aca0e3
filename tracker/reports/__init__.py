"""Reports: from a portfolio to a listing. None of them knows a format, and none prints."""
