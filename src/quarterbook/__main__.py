"""`python -m quarterbook` is the command `quarterbook`."""

from quarterbook.cli import main

main()
