"""A log-log chart as SVG with its legend, for bench/page.py. Colours are classes a to e of the page."""

import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 460, 300, 52, 24, 12, 40


class Axis:
    """A logarithmic axis from one place of the picture to another."""

    def __init__(self, lo, hi, at_lo, at_hi):
        self.lo, self.hi = math.log10(lo), max(math.log10(hi), math.log10(lo) + 0.1)
        self.at_lo, self.at_hi = at_lo, at_hi

    def __call__(self, value):
        share = (math.log10(value) - self.lo) / (self.hi - self.lo)
        return self.at_lo + share * (self.at_hi - self.at_lo)

    def ticks(self, digits):
        """Values that begin with one of the digits, within the axis."""
        for decade in range(math.floor(self.lo), math.ceil(self.hi) + 1):
            for digit in digits:
                if self.lo - 1e-9 <= decade + math.log10(digit) <= self.hi + 1e-9:
                    yield digit * 10.0**decade


def round_bounds(lo, hi):
    """The nearest values outside that begin with 1, 2 or 5."""
    steps = [digit * 10.0**decade
             for decade in range(math.floor(math.log10(lo)) - 1, math.ceil(math.log10(hi)) + 2)
             for digit in (1, 2, 5)]
    return max(s for s in steps if s <= lo), min(s for s in steps if s > hi)


def legend(series, absent):
    keys = [f"<span><svg class='key' viewBox='0 0 18 8'>{mark_of(css, 9, 4, is_line)}</svg>"
            f"{html.escape(name)}</span>" for name, css, _, is_line in series]
    keys += [f"<span class='quiet'>{html.escape(text)}</span>" for text in absent]
    return f"<p class='legend'>{''.join(keys)}</p>"


def mark_of(css, x, y, is_line):
    line = f"<line class='{css}' x1='{x - 9}' x2='{x + 9}' y1='{y}' y2='{y}'/>" if is_line else ""
    return line + f"<circle class='{css}' cx='{x}' cy='{y}' r='{2.6 if is_line else 3.6}'/>"


def chart(series, x_name, y_name, y_text, absent=(), roofs=(), x_ticks=None):
    """series: (name, class, points, whether a line joins them). absent: what to say of series that
    have no points. roofs: (name, points), drawn beneath and named along their first part."""
    series = [s for s in series if s[2]]
    if not series:
        return "<p class='quiet'>not in this run</p>"
    points = [p for s in series for p in s[2]] + [p for roof in roofs for p in roof[1]]
    xs, ys = sorted({x for x, _ in points}), [y for _, y in points]
    px = Axis(xs[0], xs[-1], LEFT, WIDTH - RIGHT)
    py = Axis(*round_bounds(min(ys), max(ys)), HEIGHT - BOTTOM, TOP)
    parts = [f"<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' "
             f"aria-label='{html.escape(y_name)} over {html.escape(x_name)}'>"]
    decades = py.hi - py.lo
    for y in py.ticks((1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if decades < 0.75 else
                      (1, 2, 5) if decades < 1.5 else (1,)):
        parts.append(f"<line class='grid' x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{py(y):.1f}' "
                     f"y2='{py(y):.1f}'/><text x='{LEFT - 6}' y='{py(y) + 4:.1f}' "
                     f"text-anchor='end'>{y_text(y)}</text>")
    last = -100.0
    for x in xs if x_ticks is None else x_ticks:
        parts.append(f"<line class='grid' x1='{px(x):.1f}' x2='{px(x):.1f}' y1='{TOP}' "
                     f"y2='{HEIGHT - BOTTOM}'/>")
        if px(x) - last > 30:
            last = px(x)
            parts.append(f"<text x='{last:.1f}' y='{HEIGHT - BOTTOM + 16}' text-anchor='middle'>"
                         f"{x:,g}</text>")
    parts.append(f"<text class='name' x='{(LEFT + WIDTH - RIGHT) / 2:.0f}' y='{HEIGHT - 6}' "
                 f"text-anchor='middle'>{html.escape(x_name)}</text>")
    for name, line in roofs:
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in line)
        (x, y), (x_next, y_next) = ((px(x), py(y)) for x, y in line[:2])
        turn = math.degrees(math.atan2(y_next - y, max(x_next - x, 1e-9)))
        parts.append(f"<polyline class='roof' points='{path}'/><text transform='translate({x:.1f} "
                     f"{y:.1f}) rotate({turn:.0f})' x='6' y='-5'>{html.escape(name)}</text>")
    for name, css, line, is_line in series:
        if is_line:
            path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in line)
            parts.append(f"<polyline class='{css}' points='{path}'/>")
        parts += [f"<g><title>{html.escape(name)}, {x:,.4g}: {y_text(y)}</title>"
                  f"<circle class='{css}' cx='{px(x):.1f}' cy='{py(y):.1f}' "
                  f"r='{2.6 if is_line else 3.6}'/></g>" for x, y in line]
    return legend(series, absent) + "".join(parts) + "</svg>"
