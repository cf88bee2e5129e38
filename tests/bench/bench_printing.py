"""What line breaking, QR code and archive quality cost: notices as ratios to bare ReportLab.

The bare side draws the same lines of text with the same fonts and nothing else. Prints medians,
ratios and the peak memory of batches of growing size; judges nothing.
"""

from __future__ import annotations

import io
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corrdesk.printing.fonts import FontSet, Role, load_fonts
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.preview import extract_text
from corrdesk.printing.templates import load_form
from tests.printing.form_facts import ISSUE, typical
from tests.printing.sheets import ORDINARY, render

ROUNDS = 25
BATCH = 500


def bare(text: str, fonts: FontSet) -> bytes:
    """The lines of a finished sheet, drawn below each other."""
    face = fonts.face(Role.BODY)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in text.split("\f"):
        canvas.setFont(face.name, 14)
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(80, 780 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median of one run, after one to warm up."""
    work()
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def say(name: str, ours: float, plain: float) -> None:
    """One line of the report."""
    print(f"{name:34}{1000 * ours:9.1f} ms{1000 * plain:9.1f} ms   x {ours / plain:5.1f}")


def peak_megabytes() -> float:
    """Highest resident memory of this process so far (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def batch(size: int, fonts: FontSet) -> float:
    """Seconds for that many different notices, each a file of its own that is not kept."""
    start = time.perf_counter()
    for number in range(size):
        render(replace(ORDINARY, serial=f"（2026）青矫警字第{number}号"), fonts)
    return time.perf_counter() - start


def main(size: int) -> None:
    """Measure single sheets, then batches."""
    start = time.perf_counter()
    fonts = load_fonts()
    fonts.missing_characters("社区矫正𠮷")
    print(f"{'fonts, once':34}{1000 * (time.perf_counter() - start):9.1f} ms")
    text = extract_text(render(ORDINARY, fonts))
    print(f"{'':34}{'ours':>12}{'bare':>12}")
    say(
        "one notice",
        seconds(lambda: render(ORDINARY, fonts)),
        seconds(lambda: bare(text, fonts)),
    )
    for form_id in ("leave-approval", "leave-certificate", "person-registration"):
        form = load_form(form_id)
        facts = typical(form)
        text_of_form = extract_text(render_form(form, facts, ISSUE, fonts))
        say(
            form.title,
            seconds(lambda form=form, facts=facts: render_form(form, facts, ISSUE, fonts)),  # type: ignore[misc]
            seconds(lambda text_of_form=text_of_form: bare(text_of_form, fonts)),  # type: ignore[misc]
        )
    single = seconds(lambda: bare(text, fonts))
    for count in (size // 10, size // 2, size):
        taken = batch(count, fonts)
        print(
            f"{f'batch of {count}':34}{taken:9.1f} s    x {taken / (count * single):5.1f}"
            f"   peak {peak_megabytes():.0f} MB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else BATCH)
