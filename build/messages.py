"""Bring the English catalogue up to date with the messages of the program.

For maintainers, with the development requirements installed; not needed to run or build:

    python build/messages.py            # update corrdesk.po and compile corrdesk.mo
    python build/messages.py --check    # change nothing; 1 if that would change something

Every text marked with `_()` or `N_()` is kept with its translation; what is new comes in empty, and
an empty one shows Chinese. Then translate in the .po and run it again. The same input gives the
same bytes.
"""

import argparse
import io
import sys
from collections import Counter, defaultdict
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "corrdesk"
CATALOGUE = ROOT / "resources" / "i18n" / "en" / "LC_MESSAGES" / "corrdesk.po"
KEYWORDS = {"_": None, "N_": None}
LINE = 100


def marked() -> dict[str, list[str]]:
    """Return every marked text with the files it stands in; plain ASCII needs no translation."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    python = [("**.py", "python")]
    for name, _line, message, _comments, _context in extract_from_dir(
        PACKAGE, python, {}, KEYWORDS
    ):
        if isinstance(message, str) and not message.isascii():
            found[message].add(f"corrdesk/{Path(name).as_posix()}")
    return {message: sorted(files) for message, files in sorted(found.items())}


def read() -> Catalog:
    """Return the catalogue as it is on disk."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def updated(old: Catalog, messages: dict[str, list[str]]) -> Catalog:
    """Return a catalogue of these messages with the translations and notes of the old one."""
    fresh = Catalog(
        locale="en",
        header_comment=old.header_comment,
        project=old.project,
        version=old.version,
        copyright_holder=old.copyright_holder,
        msgid_bugs_address=old.msgid_bugs_address,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        fuzzy=False,
    )
    for text, files in messages.items():
        known = old.get(text)
        fresh.add(
            text,
            known.string if known else "",
            locations=[(file, 0) for file in files],
            user_comments=known.user_comments if known else (),
        )
    return fresh


def as_text(catalogue: Catalog) -> bytes:
    """Return the bytes of the .po: sorted, with files but without line numbers."""
    target = io.BytesIO()
    write_po(target, catalogue, width=LINE, sort_output=True, include_lineno=False)
    return target.getvalue()


def compiled(text: bytes) -> bytes:
    """Return the bytes of the .mo that belongs to a .po."""
    target = io.BytesIO()
    write_mo(target, read_po(io.BytesIO(text), locale="en"))
    return target.getvalue()


def untranslated(catalogue: Catalog) -> Counter[str]:
    """Return how many messages of each part of the program have no English yet."""
    return Counter(
        entry.locations[0][0].split("/")[1] for entry in catalogue if entry.id and not entry.string
    )


def main(arguments: list[str] | None = None) -> int:
    """Update or check the two files; return the exit code."""
    parser = argparse.ArgumentParser(description="Update the English catalogue.")
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    only_check: bool = parser.parse_args(arguments).check
    catalogue = updated(read(), marked())
    text = as_text(catalogue)
    wanted = {CATALOGUE: text, CATALOGUE.with_suffix(".mo"): compiled(text)}
    stale = [path for path, content in wanted.items() if path.read_bytes() != content]
    for path in stale:
        print(f"{'stale' if only_check else 'written'}: {path.relative_to(ROOT).as_posix()}")
        if not only_check:
            path.write_bytes(wanted[path])
    for part, count in sorted(untranslated(catalogue).items()):
        print(f"no English yet: {count} in {part}")
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
