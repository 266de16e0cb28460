"""What every figure shares: the colours, the ground, and how a picture is saved."""

from pathlib import Path
from typing import TYPE_CHECKING

from soleus.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, PAPER, GREY, PALE = "#1c1b1a", "#fdfcfb", "#6f6a66", "#c9c4bf"
MUSCLE = "#b4472e"  # the warm accent: what the calf did
MUSCLE_PALE = "#d99a7c"  # the same, lighter: gastrocnemius beside soleus
TENDON = "#2e6d8e"  # the cool accent: the Achilles tendon, and what is compared with the muscle
PICTURES = (".png", ".svg", ".pdf")


def calm(axis: "Axes") -> None:
    """Paper ground, a faint grid across, no box."""
    axis.set_facecolor(PAPER)
    axis.grid(axis="y", color=GREY, alpha=0.25, linewidth=0.6)
    axis.spines[["top", "right"]].set_visible(False)


def check_picture(path: Path) -> None:
    """Refuse a name that no picture can have, before any work is done.

    Raises
    ------
    InputError  if the ending is unknown or the folder is not there
    """
    if path.suffix.lower() not in PICTURES:
        raise InputError(f"--plot {path}: expected a name that ends in {', '.join(PICTURES)}")
    if not path.absolute().parent.is_dir():
        raise InputError(f"--plot {path}: there is no folder {path.parent}")


def save_figure(figure: "Figure", path: Path) -> None:
    """Write the picture.

    Raises
    ------
    InputError  if the file cannot be written
    """
    try:
        figure.savefig(path, dpi=130)
    except OSError as error:
        raise InputError(f"--plot {path}: cannot be written ({error.strerror})") from error
