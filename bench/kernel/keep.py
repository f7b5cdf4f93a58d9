#!/usr/bin/env python3
"""Keeps recorded cases as fixtures of the simulator's tests, without what is not compared.

    keep.py OUTCOME_DIR SCENARIO_DIR FIXTURE_DIR ID...

Adds to FIXTURE_DIR/GROUP.json, the group being the id up to its first hyphen: lines of
{scenario, expected}, in the order of their ids. A case that is there already gives way to the new
one. A step without `sockets` has those of the step before.
"""

import json
import os
import sys

IDLE = ("ack", "retransmit", "keepalive")


def shrink_packet(packet):
    return {k: v for k, v in packet.items() if k not in ("seq", "ack", "about", "lo", "forwarded")}


def shrink(outcome):
    before, steps = None, []
    for step in outcome["steps"]:
        kept = {k: step[k] for k in ("step", "result", "value") if k in step}
        if "packets" in step:
            kept["packets"] = [shrink_packet(p) for p in step["packets"]
                               if not p.get("forwarded") and p.get("role") not in IDLE]
        if "sockets" in step and step["sockets"] != before:
            kept["sockets"] = before = step["sockets"]
        steps.append(kept)
    return {"id": outcome["id"], "kernel": outcome["kernel"], "steps": steps}


def main():
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    outcomes, scenarios, fixtures = sys.argv[1:4]
    groups = {}
    for name in sorted(set(sys.argv[4:])):
        with open(os.path.join(scenarios, name + ".json")) as file:
            scenario = json.load(file)
        with open(os.path.join(outcomes, name + ".json")) as file:
            expected = shrink(json.load(file))
        line = json.dumps({"scenario": scenario, "expected": expected}, separators=(",", ":"))
        groups.setdefault(name.split("-")[0], {})[name] = line
    os.makedirs(fixtures, exist_ok=True)
    for group, lines in groups.items():
        path = os.path.join(fixtures, group + ".json")
        lines = {**kept_lines(path), **lines}
        with open(path, "w") as file:
            file.write("[\n" + ",\n".join(lines[name] for name in sorted(lines)) + "\n]\n")


def kept_lines(path):
    """The lines that a file of fixtures has, by id."""
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        return {case["scenario"]["id"]: json.dumps(case, separators=(",", ":")) for case in json.load(file)}


if __name__ == "__main__":
    main()
