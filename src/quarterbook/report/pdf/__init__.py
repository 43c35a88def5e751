"""The PDF: tagged for screen readers after PDF/UA-1, the same bytes for the same report, from Typst templates."""

from quarterbook.report.pdf.document import edition

__all__ = ["edition"]
