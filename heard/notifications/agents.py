"""Which browser it is, for a list of one's devices: names, so they need no translation."""

from __future__ import annotations

# In this order: most browsers also name those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label_of(agent: str) -> str:
    """`Chrome · Android`, as far as a User-Agent says it; "" when it says nothing known."""
    found = (next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)
