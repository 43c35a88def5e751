"""Excel itself, by way of xlwings: the worksheet functions, the add-in that calls them, and the open workbook.

Needs the extra `excel`. Nothing below this package knows of it.
"""
