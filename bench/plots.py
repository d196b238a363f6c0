"""Pictures of the figures for docs/benchmarks.md: plain SVG, readable in light and dark."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 760
_FONT = "font-family='system-ui, sans-serif' font-size='13'"
# One style for both themes: a middle grey reads on white and on black.
_INK, _LINE, _GOOD, _BAD = "#76716a", "#9a958d55", "#1c8a6a", "#c2410c"
_SERIES = ("#1c8a6a", "#2563eb", "#c2410c", "#9333ea", "#b45309", "#0e7490")


def budgets(rows: Sequence[tuple[str, float, float, bool, str]]) -> str:
    """Bars of how much of each budget was used: (what, measured, budget, whether more is better, as text).

    A bar that ends before the line is within its budget. Bars are cut at three times the budget.
    """
    left, right, high = 300, 90, 26
    room = WIDTH - left - right
    height = high * len(rows) + 40
    parts = [_open(height, "How much of each budget was used")]
    edge = left + room / 3
    for place, (what, measured, budget, more, said) in enumerate(rows):
        used = budget / measured if more else measured / budget
        y = 20 + place * high
        color = _GOOD if used <= 1 else _BAD
        long = min(used, 3) * room / 3
        parts += [
            _text(left - 10, y + 16, what, anchor="end"),
            f"<rect x='{left}' y='{y + 4}' width='{max(long, 2):.1f}' height='{high - 10}' rx='3' fill='{color}'/>",
            _text(WIDTH - 10, y + 16, said, anchor="end"),
        ]
    parts += [
        f"<line x1='{edge:.1f}' x2='{edge:.1f}' y1='12' y2='{height - 18}' stroke='{_INK}' stroke-dasharray='4 3'/>",
        _text(edge, height - 4, "the budget", anchor="middle"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def growth(title: str, sizes: Sequence[int], series: Mapping[str, Sequence[float]], *, unit: str) -> str:
    """Lines over sizes that grow tenfold: what is flat costs the same however much there is."""
    left, top, height, high = 70, 34, 330, 240
    room = WIDTH - left - 230
    most = max((value for values in series.values() for value in values), default=1.0)
    step = 10 ** math.floor(math.log10(most)) if most > 0 else 1.0
    ceiling = math.ceil(most / step) * step
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: int) -> float:
        return left + (math.log10(size) - first) / max(last - first, 1e-9) * room

    def y(value: float) -> float:
        return top + high - value / ceiling * high

    parts = [_open(height, title), _text(left, 18, f"{title}, {unit}", weight="600")]
    for tick in range(5):
        value = ceiling * tick / 4
        parts += [
            f"<line x1='{left}' x2='{left + room}' y1='{y(value):.1f}' y2='{y(value):.1f}' stroke='{_LINE}'/>",
            _text(left - 8, y(value) + 4, f"{value:g}", anchor="end"),
        ]
    parts += [_text(x(size), top + high + 22, f"{size:,}", anchor="middle") for size in sizes]
    parts.append(_text(left + room / 2, height - 8, "conversations", anchor="middle"))
    for place, (name, values) in enumerate(series.items()):
        color = _SERIES[place % len(_SERIES)]
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, values, strict=True))
        parts.append(f"<polyline points='{points}' fill='none' stroke='{color}' stroke-width='2'/>")
        parts += [
            f"<circle cx='{x(s):.1f}' cy='{y(v):.1f}' r='3.5' fill='{color}'/>"
            for s, v in zip(sizes, values, strict=True)
        ]
        at = top + 12 + place * 20
        parts += [
            f"<rect x='{left + room + 24}' y='{at - 9}' width='12' height='10' rx='2' fill='{color}'/>",
            _text(left + room + 42, at, name),
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _open(height: float, title: str) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height:.0f}' role='img' {_FONT}>"
        f"<title>{escape(title)}</title>"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "400") -> str:
    shown = escape(words)
    return f"<text x='{x:.1f}' y='{y:.1f}' fill='{_INK}' text-anchor='{anchor}' font-weight='{weight}'>{shown}</text>"
