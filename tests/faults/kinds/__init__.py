"""All kinds of faults, one module a family; importing this fills the catalogue."""

from faults.kinds import (
    cells as cells,
)
from faults.kinds import (
    cumulative as cumulative,
)
from faults.kinds import (
    figures as figures,
)
from faults.kinds import (
    formulas as formulas,
)
from faults.kinds import (
    ledger as ledger,
)
from faults.kinds import (
    links as links,
)
from faults.kinds import (
    names as names,
)
from faults.kinds import (
    periods as periods,
)
from faults.kinds import (
    reading as reading,
)
from faults.kinds import (
    settings as settings,
)
from faults.kinds import (
    sheets as sheets,
)
from faults.kinds import (
    targets as targets,
)
from faults.kinds import (
    words as words,
)
