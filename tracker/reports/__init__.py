"""Reports: each turns a portfolio into a table. No report knows a format, and none prints."""
