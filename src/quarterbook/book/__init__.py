"""A workbook as a file: reading, evaluating, recalculating and building."""
