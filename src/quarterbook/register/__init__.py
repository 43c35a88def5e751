"""The register: the indicators, their history, narrative and what was published, as data."""

from quarterbook.register.files import read_register, write_register
from quarterbook.register.model import Indicator, Narrative, Observation, Published, Register, Settings, Value

__all__ = [
    "Indicator",
    "Narrative",
    "Observation",
    "Published",
    "Register",
    "Settings",
    "Value",
    "read_register",
    "write_register",
]
