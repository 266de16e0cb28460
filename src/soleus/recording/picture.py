"""One camera frame as a JPEG, as a browser sends it."""

import numpy as np

from soleus.errors import InputError
from soleus.recording.video import Frame

LARGEST_SIDE_PX = 1920  # a camera page sends 640; a larger claim would only cost memory
_WITH_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame; ISO/IEC 10918-1, table B.1


def decode_frame(data: bytes) -> Frame:
    """The grey picture, shape (height, width).

    Raises
    ------
    InputError  if it is no JPEG, damaged, or larger than 1920 pixels
    """
    import cv2

    size = jpeg_size(data)
    if size is None:
        raise InputError("frame: expected a JPEG, got something else; reload the page")
    if max(size) > LARGEST_SIDE_PX or min(size) < 1:
        raise InputError(f"frame: expected at most {LARGEST_SIDE_PX} pixels a side, got {size[0]} x {size[1]}")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise InputError("frame: the JPEG is damaged")
    return np.asarray(picture, np.uint8)


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header; None if it has none. The picture is not decoded."""
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind in _WITH_SIZE:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
