"""The synthesis sheet: key figures, figures beside their charts, page by page."""
