"""What several commands check and answer alike."""

from soleus.errors import InputError, NotEnoughDataError, SoleusError

OK, WRONG_INPUT, NOT_ENOUGH, INTERRUPTED = 0, 2, 3, 130


def check_range(option: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number that the option cannot mean."""
    if value is not None and not low <= value <= high:
        raise InputError(f"{option}: expected {low:g} to {high:g}, got {value:g}")


def exit_code(error: SoleusError | None) -> int:
    """Exit code of an error; 0 without one."""
    if error is None:
        return OK
    return NOT_ENOUGH if isinstance(error, NotEnoughDataError) else WRONG_INPUT
