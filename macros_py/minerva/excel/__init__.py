"""The only place that opens or writes a workbook file."""
