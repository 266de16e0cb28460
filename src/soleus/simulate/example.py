"""The bundled example: twenty simulated soleus push-ups with the phone on the thigh. Run to write it anew."""

from pathlib import Path

import numpy as np

from soleus.person import Person
from soleus.simulate.besides import both, getting_into_position, talking
from soleus.simulate.phone import thigh_phone
from soleus.simulate.session import seated_session
from soleus.simulate.write import write_imu_csv

EXAMPLE = Path(__file__).with_name("example-thigh-phone-simulated.csv")
SEED = 20
N_REPS = 20
PERSON = Person(stature_m=1.75)


def write_example(path: Path = EXAMPLE) -> None:
    """Twenty push-ups at 50 Hz; before them the phone is laid down."""
    rng = np.random.default_rng(SEED)
    session = seated_session(rng, n_reps=N_REPS, lead_s=4.0)
    besides = both(talking(rng), getting_into_position(1.8))
    write_imu_csv(path, thigh_phone(session, PERSON, rng, rate_hz=50.0, extra_pitch_rad=besides))


if __name__ == "__main__":
    write_example()
