"""What goes over the link of a session: a window's messages, a sensor's frames and samples, and why the link closes."""

import struct
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from soleus.errors import InputError, NotFoundError, SoleusError
from soleus.store.trouble import told_elsewhere

GONE, CLOSED, WRONG, TROUBLE = 4404, 4409, 4400, 4503  # close codes: the HTTP status behind a 4
FRAME = struct.Struct("<B7xd")  # kind 1, Unix time in ms; then a JPEG
SAMPLES = struct.Struct("<B3xI")  # kind 2, number of the first row; then rows of 7 float64, the first Unix time in s
FRAME_KIND, SAMPLES_KIND, SAMPLE_COLUMNS = 1, 2, 7
LATEST_MS = 10**14  # the year 5138
OVER = "this session is over"
LINES_CHARS = 1 << 19  # a second of 64 channels at 1 kHz


class OutOfStepError(InputError):
    """A window sent what cannot follow what came before; it connects again and learns what is there."""


class OtherLanguageError(InputError):
    """A device sent what is no electromyogram by the line protocol."""


class Heard(BaseModel):
    """One message of a window."""

    number: int = Field(ge=0)
    kind: Literal["tap", "undo", "pause", "resume", "pain", "left", "right"]
    at_ms: int = Field(ge=0, le=LATEST_MS)


class Asked(BaseModel):
    """A window has a sensor and wants to measure."""

    kind: Literal["measure"]


class Tick(BaseModel):
    """The window's clock during a test: a raise may be late."""

    kind: Literal["tick"]
    at_ms: int = Field(ge=0, le=LATEST_MS)


class Prompt(BaseModel):
    """Whoever watches a test has seen what no sensor sees."""

    kind: Literal["prompt"]
    rule: Literal["posture", "support"]


class EmgLines(BaseModel):
    """Lines of an electromyograph (docs/emg-live.md)."""

    kind: Literal["emg"]
    lines: str = Field(max_length=LINES_CHARS)


class Calibrate(BaseModel):
    """The person rests, or pulls as hard as they can, from a second after this."""

    kind: Literal["calibrate"]
    what: Literal["rest", "reference"]


Message = Heard | Asked | Tick | Prompt | EmgLines | Calibrate
MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def frame_of(data: bytes) -> tuple[float, bytes]:
    """Unix time in ms and the JPEG of a frame.

    Raises
    ------
    InputError  if it is none
    """
    if len(data) <= FRAME.size:
        raise InputError("frame: expected a time and a JPEG")
    _, at_ms = FRAME.unpack_from(data)
    if not 0 <= at_ms <= LATEST_MS:
        raise InputError("frame: its time is no time")
    return at_ms, data[FRAME.size :]


def samples_of(data: bytes) -> tuple[int, NDArray[np.float64]]:
    """Number of the first row, and rows of Unix time in s, acceleration and rotation.

    Raises
    ------
    InputError  if they are none
    """
    if data[0] != SAMPLES_KIND or len(data) < SAMPLES.size or (len(data) - SAMPLES.size) % (8 * SAMPLE_COLUMNS):
        raise InputError("samples: expected rows of seven numbers")
    rows = np.frombuffer(data, "<f8", offset=SAMPLES.size).reshape(-1, SAMPLE_COLUMNS)
    if not np.isfinite(rows).all() or (rows[:, 0] < 0).any() or (rows[:, 0] > LATEST_MS / 1000).any():
        raise InputError("samples: expected finite numbers")
    return SAMPLES.unpack_from(data)[1], rows


def closing(error: SoleusError | ValidationError) -> tuple[int, str]:
    """Close code and reason (at most 123 bytes on the wire)."""
    if isinstance(error, OtherLanguageError):
        return WRONG, str(error).encode()[:120].decode(errors="ignore")
    if isinstance(error, ValidationError | OutOfStepError):
        return WRONG, "this page and the coach do not understand each other; reload it"
    if isinstance(error, NotFoundError):
        return GONE, "there is no such session"
    if isinstance(error, InputError):
        return CLOSED, OVER
    return TROUBLE, told_elsewhere(error).encode()[:120].decode(errors="ignore")
