"""Keeps a copy of all publications and tells what has changed. Needs Python alone."""

import json
from pathlib import Path
from urllib.request import urlopen

PORTAL = "{{ portal }}"
FILE = Path("followed.json")


def fetch(address):
    with urlopen(address, timeout=60) as answer:
        return json.load(answer)


if FILE.exists():
    known = json.loads(FILE.read_text(encoding="utf-8"))
else:
    found = fetch(PORTAL + "/data/v1/publications.json")
    items = {str(item["number"]): item for item in found["publications"]}
    known = {"items": items, "changes": found["changes"]}

is_last = False
while not is_last:
    found = fetch(known["changes"])
    for event in found["changes"]:
        print(event["time"], event["kind"]["en"], event["publication"])
    for number, item in found["publications"].items():
        if item is None:
            known["items"].pop(number, None)
        else:
            known["items"][number] = item
    known["changes"], is_last = found["next"], found["is_last"]

FILE.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
print(len(known["items"]), "publications")
