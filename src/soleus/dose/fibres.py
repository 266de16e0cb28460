"""What the fibres do: length, velocity and force of each muscle while a leg goes through a closed cycle.

Elastic tendons stretch and recoil, so fibres do not move as their paths do. Over a cycle that ends where it began the
tendon's velocity follows from its own forces: share the load, differentiate the tendon lengths, share again.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.dose.geometry import Pose
from soleus.dose.models import MuscleModel, find_model
from soleus.dose.sharing import Exponent, LoadShares, share_load
from soleus.errors import InputError, NotEnoughDataError

Floats = NDArray[np.float64]

PASSIVE_EXCEEDS = 2  # in sharing.STATUSES
TENDON_HARMONICS = 8  # of the cycle, kept of a tendon's velocity: 6, 8 and 12 agree to 0.2 % of power; with all of them
# the iteration does not settle, because a tendon's velocity is its force's error times the frequency
STEP = 0.7  # part of a correction that is taken: 1 overshoots where two muscles swap load
ROUNDS = 3  # leave 0.2 to 0.4 mm/s rms of the tendons' velocity and under 0.1 % of mean power; none leaves 1 %
LEAST_INSTANTS = 2 * TENDON_HARMONICS + 4
UNEVEN = 1e-3  # of a step: clocks that round


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FibreStates:
    """Fibres of the eight muscles; every array has shape (..., n, 8), NaN where the instant has no solution.

    ``activation`` 0..1; ``length_norm`` in optimal lengths; ``velocity_m_s`` and ``velocity_norm_per_s`` (optimal
    lengths a second), lengthening +; ``active_force_n`` and ``passive_force_n`` (with damping) along the fibre;
    ``force_length`` the multiplier of active force, 0..1. ``loose``: no force reaches the tendon.
    """

    model: MuscleModel
    activation: Floats
    length_norm: Floats
    velocity_m_s: Floats
    velocity_norm_per_s: Floats
    active_force_n: Floats
    passive_force_n: Floats
    force_length: Floats
    loose: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """Shares (draw by draw, instant by instant, as rows) and fibres (..., n, 8) of a closed cycle, or of many draws."""

    shares: LoadShares
    fibres: FibreStates


def share_cycle(
    time_s: ArrayLike,
    ankle_angle_rad: ArrayLike,
    knee_flexion_rad: ArrayLike,
    plantarflexor_moment_nm: ArrayLike,
    *,
    model: MuscleModel | str = "lai-uhlrich2023",
    exponent: Exponent = 2,
    rounds: int = ROUNDS,
    slack: Literal["idle", "taut"] = "idle",
) -> Cycle:
    """Share the moment over one closed cycle with elastic tendons that stretch and recoil; tell what the fibres do.

    Parameters
    ----------
    time_s : (n,) or (..., n) float64, even steps through one period; the instant after the last is the first again
    ankle_angle_rad : (..., n) float64, dorsiflexion +; leading axes are draws, all solved at once
    knee_flexion_rad : (..., n) or float, flexion +
    plantarflexor_moment_nm : (..., n) float64, plantarflexion +, of one leg
    model : a model or the name of one
    exponent : 2 or 3
    rounds : how often the tendons' velocity is corrected; 1 is enough for draws (within 0.7 % of power, half the time)
    slack : a muscle whose tendon is loose is `idle` (least activation, fibre at rest), or `taut`: as active as it must
        be to shorten with its path (costs energy for no force; as the reference of tests/dose has it)

    Returns
    -------
    Cycle; an instant where even the least activation makes too much moment (`passive_exceeds`) has no shares, but its
    fibres idle: what is too much is left to the other side of the joint

    Raises
    ------
    InputError          if the steps are uneven or shapes do not agree
    NotEnoughDataError  if the cycle has under 20 instants

    References
    ----------
    Equilibrium of fibre and tendon: Millard M et al. 2013, doi:10.1115/1.4023390. The periodic iteration is ours.

    Examples
    --------
    >>> time = np.arange(50) / 50 * 1.2
    >>> lift = 0.5 - 0.5 * np.cos(2 * np.pi * time / 1.2)
    >>> cycle = share_cycle(time, -0.44 * lift, 1.57, 10.7 * np.cos(0.44 * lift))
    >>> cycle.fibres.length_norm.shape
    (50, 8)
    """
    chosen = find_model(model) if isinstance(model, str) else model
    step_s = _even_step(time_s)
    ankle, knee, moment = _broadcast(ankle_angle_rad, knee_flexion_rad, plantarflexor_moment_nm, np.shape(time_s)[-1])
    at = _places(chosen, ankle.ravel(), knee.ravel())
    turn = [_joint_velocity(angle, step_s) for angle in (ankle, knee)]
    path = at.ankle_arm_m * turn[0].reshape(-1, 1) - at.knee_arm_m * turn[1].reshape(-1, 1)
    stretch = np.zeros(path.shape)
    for correction in range(rounds + 1):
        shares = share_load(
            ankle.ravel(),
            knee.ravel(),
            moment.ravel(),
            model=chosen,
            exponent=exponent,
            ankle_velocity_rad_s=turn[0].ravel(),
            knee_velocity_rad_s=turn[1].ravel(),
            tendon_velocity_m_s=stretch,
        )
        fibres, tendon_m = _fibres(shares, at, path - stretch)
        if correction < rounds:
            wanted = _tendon_velocity(tendon_m.reshape(*ankle.shape, -1), step_s).reshape(stretch.shape)
            stretch = stretch + STEP * (np.nan_to_num(wanted) - stretch)
    settled = _slack_taken_in(fibres) if slack == "taut" else _slack_idle(fibres)
    return Cycle(shares=shares, fibres=_in_shape(settled, ankle.shape))


def _even_step(time_s: ArrayLike) -> Floats:
    """Step of each cycle, (..., 1) s."""
    time = np.asarray(time_s, dtype=np.float64)
    if time.ndim < 1 or time.shape[-1] < LEAST_INSTANTS:
        raise NotEnoughDataError(
            f"time_s: expected at least {LEAST_INSTANTS} instants of a cycle, got shape {time.shape}"
        )
    steps = np.diff(time)
    mean = steps.mean(axis=-1, keepdims=True)
    if not ((mean > 0.0) & (np.abs(steps - mean) <= UNEVEN * mean)).all():
        raise InputError("time_s: expected even, rising steps through one cycle; resample it")
    return np.asarray(mean)


def _broadcast(ankle: ArrayLike, knee: ArrayLike, moment: ArrayLike, n: int) -> tuple[Floats, Floats, Floats]:
    arrays = [np.asarray(array, dtype=np.float64) for array in (ankle, knee, moment)]
    try:
        first, second, third = np.broadcast_arrays(*arrays)
    except ValueError:
        first = second = third = np.empty(0)
    if first.ndim < 1 or first.shape[-1] != n:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise InputError(f"cycle: expected ankle, knee and moment of {n} instants (last axis), got shapes {shapes}")
    return first, second, third


def _places(model: MuscleModel, ankle: Floats, knee: Floats) -> Pose:
    from soleus.dose.muscle import place_all
    from soleus.dose.tables import tables

    length, arm, knee_arm = (np.empty((len(ankle), len(model.muscles))) for _ in range(3))
    place_all(tables(model), ankle, knee, length, arm, knee_arm)
    return Pose(length, arm, knee_arm)


def _joint_velocity(angle: Floats, step_s: Floats) -> Floats:
    """Derivative round the cycle, rad/s: differences of fourth order, which do not ring beside a kink."""
    one, two = (np.roll(angle, -k, axis=-1) - np.roll(angle, k, axis=-1) for k in (1, 2))
    return np.asarray((8.0 * one - two) / (12.0 * step_s))


def _tendon_velocity(length_m: Floats, step_s: Floats) -> Floats:
    """Derivative round the cycle of tendon lengths (..., n, 8), its lowest harmonics only."""
    n = length_m.shape[-2]
    spectrum = np.fft.rfft(length_m, axis=-2)
    spectrum[..., TENDON_HARMONICS + 1 :, :] = 0.0
    rate = 2j * np.pi * np.fft.rfftfreq(n) / step_s
    return np.asarray(np.fft.irfft(spectrum * rate[..., None], n, axis=-2))


def _fibres(shares: LoadShares, at: Pose, velocity_m_s: Floats) -> tuple[FibreStates, Floats]:
    """States of the fibres, and tendon lengths (m), rows (n, 8); ``velocity_m_s``: of the path less the tendon's."""
    from soleus.dose.muscle import follow
    from soleus.dose.tables import tables

    t = tables(shares.model)
    idle = shares.status == PASSIVE_EXCEEDS
    activation, force = shares.activation.copy(), shares.force_n / t.force
    out = np.empty((6, *force.shape))
    follow(t, at.length_m, velocity_m_s / t.velocity, idle, activation, force, out)
    out[:, ~(idle | shares.solved)] = np.nan
    length, cos, tendon, active, speed, passive = out
    fibre_velocity = velocity_m_s * cos
    states = FibreStates(
        model=shares.model,
        activation=activation,
        length_norm=length,
        velocity_m_s=fibre_velocity,
        velocity_norm_per_s=fibre_velocity * t.per_optimal,
        active_force_n=t.force * activation * active * speed,
        passive_force_n=t.force * passive,
        force_length=active,
        loose=force == 0.0,
    )
    return states, tendon


def _slack_idle(fibres: FibreStates) -> FibreStates:
    """Muscles without tendon force neither move nor pull."""
    still: dict[str, Any] = {
        name: np.where(fibres.loose, 0.0, getattr(fibres, name))
        for name in ("velocity_m_s", "velocity_norm_per_s", "active_force_n", "passive_force_n")
    }
    return replace(fibres, **still)


def _slack_taken_in(fibres: FibreStates) -> FibreStates:
    """Muscles without tendon force shorten with their path: their active force makes up for damping."""
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = -fibres.passive_force_n * fibres.activation / fibres.active_force_n
    activation = np.where(fibres.loose, np.clip(needed, fibres.activation, 1.0), fibres.activation)
    return replace(fibres, activation=activation, active_force_n=fibres.active_force_n * activation / fibres.activation)


def _in_shape(fibres: FibreStates, shape: tuple[int, ...]) -> FibreStates:
    arrays = {field.name: getattr(fibres, field.name) for field in fields(fibres) if field.name != "model"}
    shaped: dict[str, Any] = {name: array.reshape(*shape, -1) for name, array in arrays.items()}
    return replace(fibres, **shaped)
