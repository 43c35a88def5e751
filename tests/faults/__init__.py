"""Workbooks with planted faults, and clean ones: what the checks are judged by, made without knowing their code.

    from faults import FAULTY, CLEAN, make, clean
    case = make(0)          # case.data is an .xlsx file, case.planted says what is wrong with it
    clean(0).planted        # ()

What counts as a fault comes from the reference documents, the two published reports and what goes wrong with workbooks
kept by hand. Nothing here maps a fault to the code of a check.
"""

from faults.cases import CLEAN as CLEAN
from faults.cases import FAULTY as FAULTY
from faults.cases import Case as Case
from faults.cases import Planted as Planted
from faults.cases import clean as clean
from faults.cases import make as make
from faults.catalogue import KINDS as KINDS
from faults.catalogue import Kind as Kind
