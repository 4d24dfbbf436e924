"""What leaves as something else than a workbook: pages, letters."""
