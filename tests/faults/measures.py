"""What councils measure: titles, directions and sizes that are plausible, from many services.

A shape says how the figures behave; frequency, status and targets are drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COUNT: Final = "count"
"""How many in the period."""
PERCENTAGE: Final = "percentage"
MONEY: Final = "money"
PER_HEAD: Final = "per head"
RUNNING: Final = "running total"
"""How many in the financial year to date."""
LEVEL: Final = "level"
"""How many on the last day of the period."""
ROLLING_YEAR: Final = "rolling year"
NEAR: Final = "near"
"""Best when it is close to its target."""
SPENT: Final = "spent to date"
"""A share of a whole year's sum that grows through the year."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a council measures.

    Attributes:
        shape: how its figures behave.
        service: which service answers for it.
        title: as the report's heading says it.
        direction: up, down, target or none.
        low: about the smallest figure of a quarter (a percentage is a fraction).
        high: about the largest.
        noun: what commentary calls it.
        decimals: how many are shown.
    """

    shape: str
    service: str
    title: str
    direction: str
    low: float
    high: float
    noun: str
    decimals: int = 0


_ROWS = """
count|Libraries|Visits to library buildings|up|210000|420000|library visits
count|Libraries|Items borrowed from libraries, e-books included|up|95000|180000|loans
count|Registration|Ceremonies conducted by registrars|up|240|600|ceremonies
count|Trading Standards|Hours of business advice given under primary authority|up|230|520|hours of advice
count|Waste|Missed bins reported|down|900|2600|missed bins
count|Waste|Incidents of fly-tipping reported|down|320|1400|fly-tipping incidents
count|Highways|Potholes repaired|up|2100|6400|pothole repairs
count|Customer Services|Complaints received at stage one|down|110|420|complaints
count|Adult Social Care|New requests for support from adults|none|1900|4200|requests for support
count|Children's Services|Contacts received at the front door|none|3100|6900|contacts
count|Coroner|Cases opened|none|640|1100|cases opened
count|Coroner|Inquests concluded|none|110|260|inquests concluded
count|Housing|Households that approached the council as homeless|down|260|720|homelessness approaches
count|Leisure|Attendances at leisure centres|up|88000|210000|attendances
count|Museums|Visitors to museums and galleries|up|14000|52000|museum visitors
count|Youth Service|Young people seen by street youth workers|up|420|1300|young people seen
percentage|Planning|Major applications decided in time|up|0.62|0.86|major decisions in time
percentage|Planning|Householder applications decided in time|up|0.60|0.85|householder decisions in time
percentage|Adult Social Care|Safeguarding enquiries that reduced the risk|up|0.60|0.84|enquiries with risk reduced
percentage|Children's Services|Assessments completed within 45 working days|up|0.58|0.84|assessments on time
percentage|Children's Services|Children in care placed over 20 miles from home|down|0.14|0.31|placements at a distance
percentage|Education|Education, health and care plans issued within 20 weeks|up|0.45|0.78|plans issued on time
percentage|Registration|Deaths registered within five days|up|0.48|0.78|registrations within five days
percentage|Trading Standards|Businesses made compliant after an inspection|up|0.50|0.80|businesses made compliant
percentage|Customer Services|Calls answered within two minutes|up|0.55|0.84|calls answered quickly
percentage|Customer Services|Freedom of information requests answered late|down|0.06|0.24|late answers
percentage|Housing|Repairs completed at the first visit|up|0.62|0.85|repairs done at the first visit
percentage|Waste|Household waste sent for recycling or composting|up|0.41|0.60|recycled waste
percentage|Public Health|Health visitor reviews held by 15 months|up|0.66|0.86|reviews held
percentage|Fleet|Vehicles that failed their first MOT test|down|0.07|0.22|failed tests
money|Property|Income from letting council property|up|310000|720000|rental income
money|Adult Social Care|Cost of agency staff in care homes|down|180000|460000|agency costs
money|Parking|Income from on-street parking|up|240000|560000|parking income
money|Legal Services|Spending on outside counsel|down|42000|120000|counsel's fees
per head|Public Safety|Anti-social behaviour reports per 1,000 residents|down|4.1|9.6|anti-social behaviour reports
per head|Public Health|Hospital admissions of older people after a fall, per 1,000|down|5.2|12.4|admissions after a fall
per head|Adult Social Care|Care home admissions per 10,000 people over 65|down|11.0|24.0|care home admissions
per head|Libraries|Library visits per 100 residents|up|62.0|140.0|visits per 100 residents
running total|Adult Learning|Learners enrolled on a course|up|380|1100|enrolments
running total|Housing|Affordable homes completed|up|34|120|homes completed
running total|Public Health|People who stopped smoking with our support|up|120|420|people who stopped smoking
running total|Highways|Lengths of footway renewed (metres)|up|900|3100|metres renewed
running total|Economic Growth|Jobs created through business grants|up|40|170|jobs created
running total|Public Health|NHS health checks delivered|up|1500|4300|health checks
running total|Environment|Trees planted on council land|up|600|2600|trees planted
running total|Human Resources|Working days lost to sickness absence|down|5200|11800|days lost
level|Children's Services|Children in care|down|420|980|children in care
level|Adult Social Care|People waiting for an assessment|down|160|640|people waiting
level|Housing|Households in temporary accommodation|down|140|520|households placed
level|Libraries|Volunteers on the books|up|260|840|volunteers
level|Human Resources|Vacant posts|down|120|430|vacancies
level|Education|Children missing education|down|60|240|children missing education
rolling year|Libraries|People who used their library card in the last 12 months|up|62000|118000|active borrowers
rolling year|Human Resources|Apprentices who started in the last 12 months|up|60|190|apprentices
rolling year|Road Safety|People killed or seriously injured on our roads in the last 12 months|down|140|330|casualties
rolling year|Energy|Tonnes of carbon from council buildings in the last 12 months|down|5200|9800|tonnes of carbon
near|Property|Occupancy of council offices (desks in use on an average day)|target|210|420|desks in use
near|Adult Social Care|Hours of home care delivered against those commissioned|target|42000|88000|hours of home care
spent to date|Highways|Share of the year's resurfacing programme completed|up|0.2|0.3|resurfacing
spent to date|Education|Share of the year's school inspections of catering completed|up|0.2|0.3|catering inspections
"""


def _measure(line: str) -> Measure:
    shape, service, title, direction, low, high, noun = line.split("|")
    decimals = {PER_HEAD: 1}.get(shape, 0)
    return Measure(shape, service, title, direction, float(low), float(high), noun, decimals)


MEASURES: Final = tuple(_measure(line) for line in _ROWS.strip().splitlines())

DISTRICTS: Final = ("Ashmere", "Bexworth", "Calderfold", "Dunmore Vale", "Eastholme", "Fenbridge", "Garrowby")
"""Made-up districts, for councils that measure the same thing in several places."""

COUNCILS: Final = (
    ("Northmere County Council", "Communities and Culture Committee"),
    ("Westhaven Borough Council", "Overview and Scrutiny Committee"),
    ("City of Aldchester Council", "Performance Sub-Committee"),
    ("Southmoor District Council", "Cabinet"),
    ("Royal Borough of Tamebridge", "Corporate Policy Panel"),
    ("Isle of Harrow Council", "Audit and Performance Board"),
)

LINKS: Final = (
    "https://lginform.local.gov.uk/",
    "https://www.gov.uk/government/statistics",
    "https://www.ons.gov.uk/peoplepopulationandcommunity",
    "Local Government Association: LG Inform",
    "https://fingertips.phe.org.uk/",
    "https://www.nomisweb.co.uk/",
)
