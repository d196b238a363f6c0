"""Figures for Prometheus, all in one place, named `heard_…` with their unit."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)

REQUESTS = Histogram(
    "heard_http_request_seconds",
    "HTTP requests by method, route and status.",
    ["method", "route", "status"],
    buckets=_FAST,
)
DELIVERIES = Counter(
    "heard_door_deliveries_total", "Deliveries at the door, by network and answer.", ["network", "answer"]
)
KEEP = Histogram("heard_door_keep_seconds", "Time to make a group of deliveries durable.", buckets=_FAST)
APPLIED = Counter("heard_intake_envelopes_total", "Envelopes taken from the door, by outcome.", ["outcome"])
STEP = Histogram("heard_intake_step_seconds", "Time of each step of the pipeline, a batch.", ["step"], buckets=_FAST)
LAG = Histogram("heard_intake_lag_seconds", "From a delivery's receipt to its being applied.", buckets=_FAST)
READ = Counter("heard_reader_events_total", "Events handled by each reader of the log.", ["reader"])
PARKED_EVENTS = Counter("heard_reader_parked_total", "Events a reader had to set aside.", ["reader"])
SENT = Counter("heard_replies_total", "Attempts to send a reply, by network and outcome.", ["network", "outcome"])
PUSHED = Counter("heard_pushes_total", "Pushes to browsers, by outcome.", ["outcome"])
MAILED = Counter("heard_mails_total", "Mails to people who were not looking, by outcome.", ["outcome"])
SLACKED = Counter("heard_slack_messages_total", "Messages to people on Slack, by outcome.", ["outcome"])
LIVE = Gauge("heard_live_connections", "Browsers listening for news.")
