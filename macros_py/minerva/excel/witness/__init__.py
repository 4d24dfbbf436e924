"""A second reader of the returns and of the regional workbook. It shares no code with the one that made the workbook."""
