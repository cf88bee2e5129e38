"""Write the bundled year tables of `resources/holidays` from the package `chinesecalendar`.

For maintainers, with the development requirements installed; not needed to run or build:

    python build/bake_holidays.py --checked 2026-11-21

`tests/base/test_workdays.py` guards the result against two independent packages.
"""

import argparse
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

TARGET = Path(__file__).resolve().parent.parent / "resources" / "holidays"
YEARS = range(2004, 2027)
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}
# Only numbers that were seen in print; a missing number is better than a wrong one.
DOCUMENTS = {
    2020: "国办发明电〔2019〕16号、国办发明电〔2020〕1号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}


def year_table(year: int, checked: date) -> dict[str, object]:
    """Return the content of one year file."""
    off: dict[str, list[str]] = defaultdict(list)
    for day, name in sorted(holidays.items()):
        if day.year == year:
            off[NAMES[name]].append(day.isoformat())
    table: dict[str, object] = {
        "year": year,
        "title": f"国务院办公厅关于{year}年部分节假日安排的通知",
        "document": DOCUMENTS.get(year),
        "read_from": "chinesecalendar",
        "checked": checked.isoformat(),
        "holidays": [{"name": name, "off": days} for name, days in off.items()],
        "worked": [day.isoformat() for day in sorted(workdays) if day.year == year],
    }
    return table


def written(table: dict[str, object]) -> str:
    """Return the file text: one line per holiday, so that a difference is read at a glance."""
    lines = []
    for key, value in table.items():
        if key == "holidays" and isinstance(value, list):
            entries = ",\n".join(f"    {json.dumps(e, ensure_ascii=False)}" for e in value)
            lines.append(f'  "holidays": [\n{entries}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write every year file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checked", type=date.fromisoformat, required=True)
    checked = parser.parse_args().checked
    TARGET.mkdir(parents=True, exist_ok=True)
    for year in YEARS:
        path = TARGET / f"{year}.json"
        path.write_text(written(year_table(year, checked)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
