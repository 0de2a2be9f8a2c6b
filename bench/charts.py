"""`python -m bench.charts RUN.json FOLDER`: bar charts of a run as SVG, light and dark."""

import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from bench.figures import Figure
from bench.performance_page import chart_groups
from bench.report import Run, number

THEMES = {
    "light": {"text": "#1f2328", "bar": "#3b6fb6", "goal": "#b35900"},
    "dark": {"text": "#e6edf3", "bar": "#6ea3e8", "goal": "#f0a35e"},
}
# Text stays text, and the same figures make the same file.
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "foyer", "font.family": "sans-serif"})


def main(run_file: Path, folder: Path) -> None:
    """Draw all charts of the run, in both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, figures in Run.read(run_file).rows.items():
        for index, group in enumerate(chart_groups(figures)):
            for theme, colours in THEMES.items():
                _draw(group, colours, folder / f"{name}-{index}-{theme}.svg")


def _draw(figures: Sequence[Figure], colours: dict[str, str], file: Path) -> None:
    canvas, axes = plt.subplots(figsize=(8, 0.7 + 0.32 * len(figures)), layout="constrained")
    names = [figure.name for figure in figures]
    bars = axes.barh(names, [figure.value for figure in figures], color=colours["bar"])
    axes.bar_label(
        bars, [number(figure.value) for figure in figures], padding=4, color=colours["text"]
    )
    for place, figure in enumerate(figures):
        for limit in (figure.at_least, figure.at_most):
            if limit:  # a short line across the bar
                axes.plot([limit, limit], [place - 0.42, place + 0.42], color=colours["goal"], lw=2)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(figures[0].unit, color=colours["text"])
    axes.tick_params(colors=colours["text"], length=0)
    axes.spines[:].set_visible(False)
    canvas.savefig(file, transparent=True, metadata={"Date": None})
    plt.close(canvas)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
