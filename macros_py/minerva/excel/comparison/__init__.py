"""The workbook that shows what differs between two regional workbooks."""
