"""`python -m bench.capacity_chart FOLDER`: draw the lines of standard input as SVG."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib import pyplot as plt

from bench.charts import THEMES

_STYLES = (("bar", "--"), ("bar", "-"), ("goal", "--"), ("goal", "-"))


def main(folder: Path) -> None:
    """Draw in both themes: percent, and waiting times by the name of the line."""
    folder.mkdir(parents=True, exist_ok=True)
    shares, lines = json.load(sys.stdin)
    for theme, colours in THEMES.items():
        _draw(shares, lines, colours, folder / f"waiting-{theme}.svg")


def _draw(
    shares: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    file: Path,
) -> None:
    canvas, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    for (name, times), (colour, style) in zip(lines.items(), _STYLES, strict=True):
        axes.plot(shares, times, style, marker="o", color=colours[colour], label=name)
    axes.set_yscale("symlog", linthresh=1)  # a median may be 0
    axes.set_xlabel("% of the highest rate", color=colours["text"])
    axes.set_ylabel("wait for a worker process, ms", color=colours["text"])
    axes.tick_params(which="both", colors=colours["text"])
    axes.spines[:].set_visible(False)
    axes.legend(frameon=False, labelcolor=colours["text"])
    canvas.savefig(file, transparent=True, metadata={"Date": None})
    plt.close(canvas)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
