"""A second reader of the returns and of the regional workbook; it shares no code with what made the workbook."""
