"""What all figures share: the drawing library if it is there, colours, sizes, a title, a way to save."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError

try:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
except ImportError as error:  # said to people as any other mistake is
    raise OutlayError('A figure needs matplotlib: pip install "outlay[plot]".') from error

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#22303c"
FAINT = "#8a97a3"
GRID = "#dfe4e8"
BLUE, ORANGE, GREEN, RED = "#2b6ca3", "#d9742b", "#2f8f5b", "#c0413b"
# Told apart by people who see few colours, and in grey.
SERIES = (BLUE, ORANGE, "#4aa79a", "#8a5aa8", "#b5963a", "#c4577c", "#5d7280", "#7fae3f")
LONGEST_TITLE = 90


class Drawing(Figure):
    """A figure that a notebook shows as it is, and that belongs to no window."""

    def _repr_png_(self) -> bytes:
        return png(self)


def figure(title: str, *, width: float = 8.0, height: float = 4.5, subtitle: str = "") -> tuple[Drawing, Axes]:
    """An empty figure with one pair of axes. What an author wrote is drawn as it is, never read as mathematics."""
    made = Drawing(figsize=(width, height), layout="constrained", facecolor="white")
    axes = made.add_subplot()
    axes.set_title(
        plain(title, int(width * 8)), loc="left", color=INK, fontsize=12, fontweight="bold", pad=24 if subtitle else 10
    )
    if subtitle:
        axes.annotate(
            plain(subtitle, int(width * 12)), (0, 1), (0, 8), xycoords="axes fraction", textcoords="offset points",
            color=FAINT, fontsize=9, va="bottom",
        )  # fmt: skip
    tidy(axes)
    return made, axes


def tidy(axes: Axes) -> None:
    """No frame, a faint grid behind the data, texts in the ink colour."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    axes.grid(True, axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)


def legend(made: Figure, count: int) -> None:
    """A legend below everything else, where it covers nothing."""
    if count > 1:
        made.legend(loc="outside lower center", ncols=min(count, 5), frameon=False, fontsize=9, labelcolor=INK)


def remark(axes: Axes, text: str) -> None:
    """A remark above the right end of the axes."""
    axes.annotate(
        plain(text), (1, 1), (0, 8), xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
        fontsize=9, color=FAINT,
    )  # fmt: skip


def lighter(colour: str, share: float) -> tuple[float, float, float]:
    """A colour mixed with white: 0 is the colour itself."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return red + (1 - red) * share, green + (1 - green) * share, blue + (1 - blue) * share


def sideways(axes: Axes) -> None:
    """The grid across instead of up: for bars that lie."""
    axes.grid(False)
    axes.grid(True, axis="x", color=GRID, linewidth=0.8)


def plain(text: str, most: int = LONGEST_TITLE) -> str:
    """A text whose `$` are no mathematics, with control characters made visible, cut to a length."""
    from outlay.diagnostics.render import safe

    shown = safe(text)
    shown = shown if len(shown) <= most else shown[: most - 1] + "…"
    return shown.replace("\\", "\\\\").replace("$", r"\$") if "$" in shown else shown


def png(made: Figure) -> bytes:
    """The figure as the content of a PNG file."""
    return rendered(made, "png")


def rendered(made: Figure, form: str, **more: Any) -> bytes:
    """The figure as the content of a file: png, svg or pdf. The same figure gives the same bytes."""
    stream = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(form)
    with rc_context({"svg.hashsalt": "outlay"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # drawn as a box, where no font has the sign
        made.savefig(stream, format=form, dpi=150, metadata=metadata, **more)
    return stream.getvalue()
