"""One PDF for each part of the report, organisation by organisation, made from the regional workbook."""
