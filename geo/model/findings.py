"""What the pipeline notices about the data: never a silent choice, always a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; an error makes `meetingplaces check` fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing a maintainer should look at.

    Parameters
    ----------
    code
        The type of finding, in kebab-case (``postcode-contradicts-street``).
    place_id
        The place concerned; empty for none.
    message
        One sentence with what was found and what was expected.
    """

    code: str
    place_id: str
    message: str
    severity: Severity = Severity.WARNING
