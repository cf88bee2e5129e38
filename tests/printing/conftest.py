"""Fonts for the printing tests: the same plan on every machine, so that goldens hold."""

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.printing.fonts import BASELINE_PLAN, FontSet, load_fonts


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The baseline fonts; without them these tests cannot say anything."""
    try:
        return load_fonts(BASELINE_PLAN)
    except EnvironmentFault as fault:
        pytest.skip(f"apt-get install fonts-lxgw-wenkai fonts-hanazono: {fault.message}")
