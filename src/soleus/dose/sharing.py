"""Load sharing: which muscle of the calf carries how much of a plantarflexor moment."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.dose.models import ACHILLES, MuscleModel, find_model
from soleus.errors import InputError

Floats = NDArray[np.float64]
Tendon = Literal["elastic", "rigid"]
Exponent = Literal[2, 3]

STATUSES = ("ok", "too_strong", "passive_exceeds", "slack", "invalid")
SOLVED = (0, 3)
BLOCK = 16384  # instants a thread takes at a time; fewer are not worth a thread ...
MOVING_BLOCK = 2048  # ... unless muscles move: their bounds are searched for, at ten times the cost


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadShares:
    """One row an instant; muscles in the order of ``model.muscles``.

    ``status``: (n,) int8, an index into ``STATUSES``: `ok`; `slack` (solved, a muscle hangs loose); `too_strong` (the
    moment is beyond the muscles); `passive_exceeds` (even the least activation makes more than the moment); `invalid`
    (NaN, infinite, or a pose that the model does not know).
    ``activation`` (0..1), ``force_n`` (along the tendon): (n, 8), NaN unless `ok` or `slack`.
    ``moment_arm_m``: (n, 8), plantarflexion +, NaN where `invalid`.
    """

    model: MuscleModel
    status: NDArray[np.int8]
    activation: Floats
    force_n: Floats
    moment_arm_m: Floats

    def __len__(self) -> int:
        return len(self.status)

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Where there are forces; shape (n,)."""
        return np.isin(self.status, SOLVED)

    @property
    def achilles_n(self) -> Floats:
        """Force in the Achilles tendon: soleus and both heads of gastrocnemius; shape (n,)."""
        pulls = [k for k, muscle in enumerate(self.model.muscles) if muscle.name in ACHILLES]
        return np.asarray(self.force_n[:, pulls].sum(axis=1))


def share_load(
    ankle_angle_rad: ArrayLike,
    knee_flexion_rad: ArrayLike,
    plantarflexor_moment_nm: ArrayLike,
    *,
    model: MuscleModel | str = "lai-uhlrich2023",
    tendon: Tendon = "elastic",
    exponent: Exponent = 2,
    ankle_velocity_rad_s: ArrayLike = 0.0,
    knee_velocity_rad_s: ArrayLike = 0.0,
    tendon_velocity_m_s: Floats | None = None,
) -> LoadShares:
    """Share a moment among the eight plantarflexors so that the sum of activation^exponent is least.

    Parameters
    ----------
    ankle_angle_rad : (n,) float64, dorsiflexion +
    knee_flexion_rad : (n,) float64, flexion +
    plantarflexor_moment_nm : (n,) float64, plantarflexion +, of one leg
    model : a model or the name of one (`soleus.dose.MODELS`)
    tendon : `elastic`: fibre and tendon in equilibrium, passive force counts, activation 0.01..1; `rigid`: tendon at
        slack length, active force only, activation 0..1
    exponent : 2 or 3
    ankle_velocity_rad_s, knee_velocity_rad_s : (n,) or float, isometric unless given
    tendon_velocity_m_s : (n, 8) float64, lengthening +, where it is known (`soleus.dose.fibres`); else an elastic
        tendon keeps its length while the joint moves

    Returns
    -------
    LoadShares, one row an instant; an instant that cannot be solved says why in its status and disturbs no other

    Raises
    ------
    InputError  if the shapes do not agree or a name is unknown

    References
    ----------
    Crowninshield RD, Brand RA 1981, J Biomech 14:793, PMID 7334039 (the criterion); Millard M et al. 2013,
    doi:10.1115/1.4023390 (muscle). Differs from the latter: at a velocity the tendon keeps its length,
    unless its own velocity is given.

    Examples
    --------
    >>> shares = share_load([0.0], [0.0], [30.0])
    >>> STATUSES[shares.status[0]], round(float(shares.achilles_n[0]))
    ('ok', 690)
    """
    chosen = find_model(model) if isinstance(model, str) else model
    columns = _columns(
        ankle_angle_rad, knee_flexion_rad, plantarflexor_moment_nm, ankle_velocity_rad_s, knee_velocity_rad_s
    )
    if tendon_velocity_m_s is not None:
        columns += list(_tendon_velocity(tendon_velocity_m_s, tendon, len(columns[0]), len(chosen.muscles)).T)
    kernel = _kernel(tendon, exponent)
    from soleus.dose.tables import tables

    prepared = tables(chosen)
    n, width = len(columns[0]), len(chosen.muscles)
    status = np.empty(n, dtype=np.int8)
    activation, force, arm = (np.empty((n, width)) for _ in range(3))
    moving = tendon == "elastic" and any(column.any() for column in columns[3:])
    block = MOVING_BLOCK if moving else BLOCK

    def solve(start: int) -> None:
        rows = slice(start, start + block)
        instants = np.stack([column[rows] for column in columns], axis=1)
        kernel(prepared, instants, exponent, status[rows], activation[rows], force[rows], arm[rows])

    _run(solve, range(0, n, block))
    return LoadShares(model=chosen, status=status, activation=activation, force_n=force, moment_arm_m=arm)


def _columns(*columns: ArrayLike) -> list[Floats]:
    arrays = [np.asarray(column, dtype=np.float64) for column in columns]
    try:
        arrays = list(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise InputError(f"load sharing: expected columns of one length, got shapes {shapes}") from None
    if arrays[0].ndim != 1:
        raise InputError(f"load sharing: expected one-dimensional columns, got {arrays[0].ndim} dimensions")
    return arrays


def _tendon_velocity(velocity_m_s: Floats, tendon: str, n: int, width: int) -> Floats:
    if tendon != "elastic":
        raise InputError("tendon_velocity_m_s: a rigid tendon has none; use tendon='elastic' or leave it out")
    velocity = np.asarray(velocity_m_s, dtype=np.float64)
    if velocity.shape != (n, width) or not np.isfinite(velocity).all():
        raise InputError(f"tendon_velocity_m_s: expected finite numbers of shape {n, width}, got {velocity.shape}")
    return velocity


def _kernel(tendon: str, exponent: int) -> Callable[..., None]:
    if exponent not in (2, 3):
        raise InputError(f"exponent: expected 2 or 3, got {exponent}")
    if tendon == "elastic":
        from soleus.dose.elastic import share_elastic

        return share_elastic
    if tendon == "rigid":
        from soleus.dose.rigid import share_rigid

        return share_rigid
    raise InputError(f"tendon: expected elastic or rigid, got {tendon!r}")


def _run(solve: Callable[[int], None], starts: range) -> None:
    """Blocks on all cores; the kernels let go of the interpreter's lock."""
    if len(starts) < 2:
        for start in starts:
            solve(start)
        return
    with ThreadPoolExecutor(max_workers=min(len(starts), os.cpu_count() or 1)) as pool:
        list(pool.map(solve, starts))
