"""Which sensor measures how: from any recording to heel motion."""

from collections.abc import Callable
from typing import assert_never

from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import Exercise
from soleus.person import Person
from soleus.recording.signals import AnkleAngle, Emg, HeelHeight, Imu, Recording, Video
from soleus.reps.signals import HeelMotion

Progress = Callable[[float], None]
STICKER_MM = 40.0  # side of the black square: 12 px of a 640 px picture that shows a whole leg


def heel_motion(
    recording: Recording,
    person: Person | None = None,
    *,
    exercise: Exercise | None = None,
    sticker_mm: float = STICKER_MM,
    progress: Progress | None = None,
) -> HeelMotion:
    """Heel-raise height over time, from whatever sensor made the recording.

    Parameters
    ----------
    recording : what `read_recording` returned; its placement says how an inertial sensor measures
    person : lengths come from the stature; without a person an average one, with a warning
    exercise : tells a phone on the thigh of a seated person from one in the pocket of a standing one
    sticker_mm : side of the black square of the sticker in a video
    progress : called with the share done (0 to 1) while a video is read

    Raises
    ------
    NotEnoughDataError  if this sensor cannot tell, with the reason
    """
    from soleus.reps.angle import AnkleLever
    from soleus.reps.height import HeightColumn

    person = person or Person()
    match recording.signal:
        case HeelHeight():
            return HeightColumn()(recording, person)
        case AnkleAngle():
            return AnkleLever()(recording, person)
        case Video():
            return _from_video(recording, person, sticker_mm, progress)
        case Imu():
            return _from_imu(recording, person, exercise)
        case Emg():
            raise NotEnoughDataError(
                f"{recording.path.name}: an electromyogram shows when a muscle works, not how high the heel is; "
                "name another --sensor of this file"
            )
        case _ as signal:
            assert_never(signal)


def _from_video(recording: Recording, person: Person, sticker_mm: float, progress: Progress | None) -> HeelMotion:
    from soleus.reps.markerless import Markerless
    from soleus.reps.sticker import Sticker, has_sticker

    if has_sticker(recording):
        return Sticker(sticker_mm=sticker_mm)(recording, person, progress=progress)
    return Markerless()(recording, person, progress=progress)


def _from_imu(recording: Recording, person: Person, exercise: Exercise | None) -> HeelMotion:
    seated = exercise is None or exercise.position == "seated"
    match recording.placement:
        case "thigh" if seated:
            from soleus.reps.thigh import ThighPhone

            return ThighPhone()(recording, person)
        case "thigh" | "pocket" | "waist" | "lower-back" if not (seated and exercise):
            from soleus.reps.standing import StandingPhone

            return StandingPhone()(recording, person)
        case "foot" if seated and exercise:
            raise InputError(
                f"{recording.path.name}: a sensor on the foot is not used to count seated heel raises; "
                "lay the phone on the thigh and give --placement thigh"
            )
        case _:
            from soleus.reps.tempo import Tempo

            return Tempo()(recording, person)
