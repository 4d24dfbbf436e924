"""From the cells of a workbook to a submission: whose it is, its tables, records, and every cell accounted for."""
