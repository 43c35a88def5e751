"""Excel itself, by way of xlwings: the live workbook as a view, plans carried out on it, and the ribbon's actions."""
