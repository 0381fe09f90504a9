"""Prints what the runner of weeks said last of each week, a JSON object a line on standard input, and all together."""
import json
import sys

SHARES = {
    "right": "right",
    "events told": "events_alerted",
    "by the first": "events_alerted_by_first_report",
    "wanted alerts": "wanted_alerts",
}
MEANS = {"alerts/event": "alerts_per_event", "openings/event": "openings_per_event"}


def row(name, week):
    shares = [f"{week[key][0]}/{week[key][1]}" for key in SHARES.values()]
    means = [f"{week[key]:.2f}" for key in MEANS.values()]
    print(f"{name:10}" + "".join(f"{cell:>15}" for cell in shares + means))


print(" " * 10 + "".join(f"{name:>15}" for name in [*SHARES, *MEANS]))
weeks = [json.loads(line) for line in sys.stdin]
for week in weeks:
    row(week["week"], week)
told = [week["events_alerted"][0] for week in weeks]
together = {key: [sum(week[key][at] for week in weeks) for at in (0, 1)] for key in SHARES.values()}
for key in MEANS.values():
    together[key] = sum(week[key] * events for week, events in zip(weeks, told)) / max(1, sum(told))
row("all", together)
