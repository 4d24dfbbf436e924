"""What a workbook file holds, whatever its format, read under limits; nothing here knows what a return is."""
