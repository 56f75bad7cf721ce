"""Rows in and out: CSV as spreadsheets and finance systems write and read it (RFC 4180)."""
