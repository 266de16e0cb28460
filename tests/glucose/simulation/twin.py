"""The model a second time, as equations on paper and an adaptive solver: slow, plain, for comparison only."""

from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from soleus.glucose.simulation.people import VirtualPeople, VirtualPerson


def course(person: VirtualPerson, carbs_g, *, demand_mg_min=0.0, bouts=(), share=1.0, full=20.0, until=180):
    """Glucose (mg/dL) and insulin (pmol/L) each minute."""
    p, base = person, VirtualPeople.of(person).basal()
    gb, ib, sb = base.glucose_mg_dl[0], base.insulin_pmol_l[0], base.secretion[0]
    dose = 1000.0 * carbs_g

    def slope(t, y):
        gp, gt, il, ip, i1, idel, q1, q2, qg, x, sec, po, con = y
        g, i = gp / p.vg, ip / p.vi
        low = max(0.0, gb - g)
        egp = max(0.0, p.kp1 - p.kp2 * gp - p.kp3 * idel - p.kp4 * po) + 7.72 * 0.18016 / (1.4 * 18.016) * low
        ra = p.f * p.kabs * qg / p.body_mass_kg
        uid = (p.vm0 + p.vmx * x) * gt / (p.km0 + gt)
        kidney = p.ke1 * max(0.0, gp - p.ke2)
        part = share + (1 - share) * np.clip((g - gb) / full, 0, 1)
        contraction = min(3.0, con * part) * max(0.0, 1 - 0.49 / (1.4 * 18.016) * low)
        dgp = egp + ra - p.fcns - kidney - p.k1 * gp + p.k2 * gt
        s = p.gamma * po
        he = np.clip(p.m6 - p.m5 * s, 0, 0.99)
        kempt = p.kmin
        if dose > 0:
            a, c = 5 / (2 * dose * (1 - p.b)), 5 / (2 * dose * p.d)
            kempt += (
                (p.kmax - p.kmin) / 2 * (np.tanh(a * (q1 + q2 - p.b * dose)) - np.tanh(c * (q1 + q2 - p.d * dose)) + 2)
            )
        moving = any(start <= t < end for start, end in bouts)
        return [
            dgp,
            -uid - contraction + p.k1 * gp - p.k2 * gt,
            -(p.m1 + p.m1 * he / (1 - he)) * il + p.m2 * ip + s,
            -(p.m2 + p.m4) * ip + p.m1 * il,
            -p.ki * (i1 - i),
            -p.ki * (idel - i1),
            -p.kmax * q1,
            -kempt * q2 + p.kmax * q1,
            -p.kabs * qg + kempt * q2,
            -p.p2u * x + p.p2u * (i - ib),
            -p.alpha * (sec - p.beta * (g - gb)) if p.beta * (g - gb) >= -sb else -p.alpha * (sec + sb),
            -s + sec + sb + (p.k * dgp / p.vg if dgp > 0 else 0.0),
            (moving * demand_mg_min / p.body_mass_kg - con) / 5.0,
        ]

    start = [base.gp[0], base.gt[0], base.il[0], base.ip[0], ib, ib, dose, 0, 0, 0, 0, sb / p.gamma, 0]
    minutes = np.arange(until + 1.0)
    edges = sorted({0.0, float(until), *(float(e) for bout in bouts for e in bout)})
    states = [np.array([start]).T]
    for one, other in pairwise(edges):  # the solver must not step over an edge
        inside = minutes[(minutes > one) & (minutes <= other)]
        at = inside if len(inside) and inside[-1] == other else np.append(inside, other)
        done = solve_ivp(slope, (one, other), start, t_eval=at, rtol=1e-9, atol=1e-9, method="LSODA")
        start = done.y[:, -1]
        states.append(done.y[:, : len(inside)])
    y = np.hstack(states)
    return y[0] / p.vg, y[3] / p.vi
