"""Plays seeds: `python -m tests.faults.simulation --seeds 500 --first 0 [--plant NAME]`."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from tests.faults.simulation.plants import PLANTS, planted
from tests.faults.simulation.world import World

SHARE = 20  # seeds that one process plays before it takes others


@dataclass
class Played:
    """One seed: its trace, what happened in it, and what was broken."""

    seed: int
    trace: str
    counts: dict[str, int]
    broken: str = ""


def play(seed: int, *, once: bool) -> Played:
    """Plays one seed, and again, to see that it goes the same way."""
    try:
        world = World(seed)
        trace = world.play()
        if not once and World(seed).play() != trace:
            return Played(seed, trace, world.counts, "the second play went another way")
    except Exception as fault:  # noqa: BLE001 - whatever it is, the seed is broken
        where = traceback.extract_tb(fault.__traceback__)[-1]
        return Played(seed, "", {}, f"{type(fault).__name__}: {fault} ({where.name})")
    return Played(seed, trace, world.counts)


def play_share(first: int, *, end: int, plant: str | None, once: bool) -> list[Played]:
    """The seeds of one share, with a bug in the rules or without."""
    with planted(plant) if plant else nullcontext():
        return [play(seed, once=once) for seed in range(first, min(first + SHARE, end))]


def main() -> int:
    """Plays, and closes with how many seeds were broken."""
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--plant", choices=sorted(PLANTS), help="with this bug in the rules")
    parser.add_argument("--once", action="store_true", help="do not play each seed a second time")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    asked = parser.parse_args()
    broken, happened, begun = 0, Counter[str](), time.monotonic()
    traces, end = hashlib.sha256(), asked.first + asked.seeds
    share = partial(play_share, end=end, plant=asked.plant, once=asked.once)
    with ProcessPoolExecutor(asked.jobs) as pool:
        for shared in pool.map(share, range(asked.first, end, SHARE)):
            for played in shared:
                happened.update(played.counts)
                traces.update(played.trace.encode())
                if played.broken:
                    broken += 1
                    print(f"seed {played.seed}: {played.broken}", flush=True)
    print(", ".join(f"{count} {what}" for what, count in happened.most_common()))
    print(f"all traces {traces.hexdigest()}")
    print(f"{time.monotonic() - begun:.1f} s")
    print(f"{asked.seeds} seeds, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
