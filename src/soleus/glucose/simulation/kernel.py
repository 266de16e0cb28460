"""The equations, stepped for many people at once: Runge-Kutta of order four with a fixed step.

Every flux is summed with the weights of the same Runge-Kutta step that moves the amounts, so what came in less what
went out is what is there, to rounding.
"""

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_STATES = 13
GP, GT, IL, IP, I1, ID, Q1, Q2, QG, X, Y, IPO, CON = range(N_STATES)
N_FLUXES = 6
PRODUCED, COUNTER, ABSORBED, USED, RENAL, CONTRACTION = range(N_FLUXES)

# Parameters of one person, in the order of the fields of VirtualPerson, then the basal state and what is divided by.
(VG, K1, K2, VI, M1, M2, M4, M5, M6, HEB, KMAX, KMIN, KABS, F, B, D, KP1, KP2, KP3, KP4, KI, FCNS, VM0, VMX, KM0, P2U,
 K, ALPHA, BETA, GAMMA, KE1, KE2, MASS, GB, IB, SB, PER_VG, PER_VI, PER_QG, SLOW, FAST) = range(41)  # fmt: skip

EXTRACTION_MAX = 0.99  # hepatic extraction is a share; the published line through it is not bounded

# How the body answers push-ups, one array: see uptake.Uptake.
SHARE_FASTING, FED_PER_MG_DL, PER_LOW, LESS_PER_LOW, PER_LAG, CAP = range(6)


@njit(cache=True, error_model="numpy", inline="always")
def _slopes(y, p, dose, demand, answer, dy, flux):  # type: ignore[no-untyped-def]
    """Derivatives and fluxes (mg/kg/min) of one person at one instant."""
    glucose = y[GP] * p[PER_VG]
    above = glucose - p[GB]
    short = max(0.0, -above)
    counter = answer[PER_LOW] * short
    produced = max(0.0, p[KP1] - p[KP2] * y[GP] - p[KP3] * y[ID] - p[KP4] * y[IPO]) + counter
    absorbed = p[PER_QG] * y[QG]
    used = (p[VM0] + p[VMX] * y[X]) * y[GT] / (p[KM0] + y[GT])
    renal = p[KE1] * max(0.0, y[GP] - p[KE2])
    fed = min(1.0, max(0.0, above * answer[FED_PER_MG_DL]))
    share = answer[SHARE_FASTING] + (1.0 - answer[SHARE_FASTING]) * fed
    contraction = min(answer[CAP], y[CON] * share) * max(0.0, 1.0 - answer[LESS_PER_LOW] * short)
    exchange = p[K1] * y[GP] - p[K2] * y[GT]
    dgp = produced + absorbed - p[FCNS] - renal - exchange
    dy[GP] = dgp
    dy[GT] = exchange - used - contraction

    secretion = p[GAMMA] * y[IPO]
    extraction = min(EXTRACTION_MAX, max(0.0, p[M6] - p[M5] * secretion))
    m3 = p[M1] * extraction / (1.0 - extraction)
    dy[IL] = -(p[M1] + m3) * y[IL] + p[M2] * y[IP] + secretion
    dy[IP] = -(p[M2] + p[M4]) * y[IP] + p[M1] * y[IL]
    insulin = y[IP] * p[PER_VI]
    dy[I1] = p[KI] * (insulin - y[I1])
    dy[ID] = p[KI] * (y[I1] - y[ID])
    dy[X] = p[P2U] * (insulin - p[IB] - y[X])
    dy[Y] = p[ALPHA] * (max(p[BETA] * above, -p[SB]) - y[Y])
    dy[IPO] = -secretion + y[Y] + p[SB] + p[K] * max(0.0, dgp * p[PER_VG])

    emptying = p[KMIN]
    if dose > 0.0:
        stomach = y[Q1] + y[Q2]
        slow = p[SLOW] * (stomach - p[B] * dose)
        fast = p[FAST] * (stomach - p[D] * dose)
        # tanh(slow / 2) - tanh(fast / 2) + 2 of the paper, by exponentials: they cost a third of it
        emptying += (p[KMAX] - p[KMIN]) * (1.0 / (math.exp(fast) + 1.0) - 1.0 / (math.exp(slow) + 1.0) + 1.0)
    dy[Q1] = -p[KMAX] * y[Q1]
    dy[Q2] = p[KMAX] * y[Q1] - emptying * y[Q2]
    dy[QG] = emptying * y[Q2] - p[KABS] * y[QG]
    dy[CON] = (demand - y[CON]) * answer[PER_LAG]

    flux[PRODUCED], flux[COUNTER], flux[ABSORBED] = produced, counter, absorbed
    flux[USED], flux[RENAL], flux[CONTRACTION] = used + p[FCNS], renal, contraction


@njit(cache=True, parallel=True, error_model="numpy")
def run(  # type: ignore[no-untyped-def]
    people, start, dose_mg, demand, active, step_min, answer, glucose, insulin, end, fluxes
):
    """Step every person through every step; writes the last four arguments.

    people (n, 41), start (n, 13), dose_mg (n,), demand (n,) in mg/kg/min, active (n_steps,) the part of each step that
    is in a bout; glucose and insulin (n, n_steps + 1) in mg/dL and pmol/L, end (n, 13), fluxes (n, 6) in mg/kg.
    """
    for who in prange(people.shape[0]):
        p, dose = people[who], dose_mg[who]
        y, mid = start[who].copy(), np.empty(N_STATES)
        dy, total = np.empty(N_STATES), np.zeros(N_STATES)
        flux, passed = np.empty(N_FLUXES), np.zeros(N_FLUXES)
        glucose[who, 0], insulin[who, 0] = y[GP] / p[VG], y[IP] / p[VI]
        for step in range(len(active)):
            asked = demand[who] * active[step]
            for stage in range(4):
                if stage == 0:
                    mid[:] = y
                else:
                    ahead = step_min if stage == 3 else 0.5 * step_min
                    for j in range(N_STATES):
                        mid[j] = y[j] + ahead * dy[j]
                _slopes(mid, p, dose, asked, answer, dy, flux)
                weight = step_min / 3.0 if stage in (1, 2) else step_min / 6.0
                for j in range(N_STATES):
                    total[j] += weight * dy[j]
                for j in range(N_FLUXES):
                    passed[j] += weight * flux[j]
            for j in range(N_STATES):
                y[j] += total[j]
                total[j] = 0.0
            glucose[who, step + 1], insulin[who, step + 1] = y[GP] / p[VG], y[IP] / p[VI]
        for j in range(N_STATES):
            end[who, j] = y[j]
        for j in range(N_FLUXES):
            fluxes[who, j] = passed[j]
