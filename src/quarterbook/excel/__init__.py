"""Excel on Windows: the worksheet functions through xlwings, and the add-in and workbooks that call them.

Needs the extra `excel`. Nothing below this package knows of it.
"""
