"""Plays seeds: `python -m tests.faults.simulation --seeds 500 --first 0 [--plant NAME]`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from contextlib import nullcontext

from tests.faults.simulation.plants import PLANTS, planted
from tests.faults.simulation.world import World


def play(seed: int) -> tuple[str, dict[str, int]]:
    """The trace of one seed, and what happened in it."""
    world = World(seed)
    return world.play(), world.counts


def main() -> int:
    """Plays, and closes with how many seeds were broken."""
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--plant", choices=sorted(PLANTS), help="with this bug in the rules")
    parser.add_argument("--once", action="store_true", help="do not play each seed a second time")
    asked = parser.parse_args()
    broken, happened, begun = 0, Counter[str](), time.monotonic()
    with planted(asked.plant) if asked.plant else nullcontext():
        for seed in range(asked.first, asked.first + asked.seeds):
            try:
                trace, counts = play(seed)
                happened.update(counts)
                if not asked.once and play(seed)[0] != trace:
                    raise AssertionError("the second play went another way")
            except Exception as fault:  # noqa: BLE001 - whatever it is, the seed is broken
                broken += 1
                where = traceback.extract_tb(fault.__traceback__)[-1]
                print(f"seed {seed}: {type(fault).__name__}: {fault} ({where.name})")
    print(", ".join(f"{count} {what}" for what, count in happened.most_common()))
    print(f"{time.monotonic() - begun:.1f} s")
    print(f"{asked.seeds} seeds, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
