"""Commercial facts out of what is said.

What ``Fact.value`` holds. Numbers are plain (no thousands marks); a key in brackets is there only
when it was said. A range has its upper end beside it: ``up_to``, ``high``, ``days_high``.

=============  =====================================================================================
kind           keys and units
=============  =====================================================================================
price          amount [up_to], currency (ISO 4217, None: not said) [per: unit] [incoterm, place]
               [quantity, quantity_unit: holds from there] [or: the other reading of "two fifty"]
moq            quantity [up_to], unit; or amount, currency; or quantity 0 and none: True
lead_time      low, high, unit (hour, day, working_day, week, month), days_low, days_high
capacity       quantity [up_to], unit, per (minute, hour, shift, day, week, month, year)
certificate    name ("CE", "ISO 9001")
sample         any of free, refundable, fee: {amount, currency}, freight ("buyer"), days_low,
               days_high; or offered: False
payment        any of deposit_percent, balance_percent, balance (when), methods, credit_days
customisation  services (OEM, ODM, logo, design, colour, size, packaging, mould, private label,
               customised)
warranty       low, unit, months; or lifetime: True
packing        quantity, unit, per (carton, box, pallet, container …); or package; or
               per with sides (mm) or gross_g
port           any of port, methods (sea, air, rail, express, truck), to, days_low, days_high
material       material [grade] [percent]
discount       percent, or off: {amount, currency}, or buy and get; [until: MM-DD, a weekday, today,
               tomorrow, live, this week, this month] [within_hours]
dimension      what (size, length, width, height, depth, diameter, thickness, capacity, weight),
               unit (mm, ml, g), value [up_to] or sides
factory_size   quantity [up_to], unit (square_meter, line, machine, workshop, factory)
workers        quantity [up_to], role (worker, engineer, qc, designer, sales)
years          years in business, or since: the year it began
=============  =====================================================================================

Units are singular: piece, set, pair, carton, box, pallet, container, dozen, kilogram, meter,
square_meter, square_foot, ton, roll, watt …. Currencies are ISO 4217 codes. What the seller denies
is no fact; `find_denied` tells of denied certificates, for `find_contradictions`.
"""

from pipelines.highlights.facts.contradictions import Found, Said, across, find_contradictions
from pipelines.highlights.facts.find import KINDS, find_denied, find_facts

__all__ = [
    "KINDS", "Found", "Said", "across", "find_contradictions", "find_denied", "find_facts",
]  # fmt: skip
