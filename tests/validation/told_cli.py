"""The command line over workbooks that say what they find, as a program: `python told_cli.py validate FILE…`."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    import validating

    import quarterbook.master
    from quarterbook.cli import main

    quarterbook.master.open_master = validating.open_told  # type: ignore[assignment]
    main(sys.argv[1:])
