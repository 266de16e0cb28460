"""A camera frame is a JPEG of ordinary size, or it is refused before anything is decoded."""

from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.recording.picture import decode_frame, jpeg_size

GREY = np.tile(np.arange(64, dtype=np.uint8), (48, 1))
JPEG = cv2.imencode(".jpg", GREY)[1].tobytes()


def test_size_and_picture_are_those_that_were_sent() -> None:
    assert jpeg_size(JPEG) == (64, 48)
    np.testing.assert_allclose(decode_frame(JPEG), GREY, atol=6)


def test_a_header_that_claims_a_huge_picture_is_refused() -> None:
    at = JPEG.index(b"\xff\xc0")
    huge = JPEG[: at + 5] + b"\xff\xff\xff\xff" + JPEG[at + 9 :]
    with pytest.raises(InputError, match="at most 1920 pixels"):
        decode_frame(huge)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: JPEG[:-40] + tail) | st.just(b"\xff\xd8"))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(InputError):
        assert max(decode_frame(data).shape) <= 1920
