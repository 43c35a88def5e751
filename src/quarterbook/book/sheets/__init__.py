"""The sheets of a master workbook, one module for each kind."""
