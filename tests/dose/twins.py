"""NumPy twins of the kernels, from the exact curves: slow, plain, and independent of tables and Newton steps."""

import numpy as np
from scipy.optimize import LinearConstraint, brentq, minimize

from soleus.dose import curves, de_groote
from soleus.dose.geometry import pose
from soleus.dose.models import Muscle, MuscleModel

LEAST = 0.01


class PlainMuscle:
    """One muscle of a model at a path length and path velocity (lengthening +)."""

    def __init__(self, model: MuscleModel, muscle: Muscle, length_m: float, velocity_m_s: float = 0.0) -> None:
        self.model, self.muscle, self.length_m, self.velocity_m_s = model, muscle, length_m, velocity_m_s
        if model.smooth_width is None:
            self.active = curves.active_force_length(
                model.active_shortest, model.active_transition, model.active_longest, model.active_shallow_slope
            )
            self.passive = curves.passive_force_length(
                muscle.passive_strain_at_zero, muscle.passive_strain_at_max_force
            )
            self.tendon = curves.tendon_force_length(model.tendon_strain_at_max_force)
            self.speed = curves.force_velocity()
        else:
            self.active = de_groote.ActiveForce(model.smooth_width)
            self.passive = de_groote.PassiveForce(muscle.passive_strain_at_max_force)
            self.tendon = lambda length: max(
                0.2 * (6.0 ** ((length - 1.0) / model.tendon_strain_at_max_force) - 1.0), 0
            )
            self.speed = de_groote.ForceVelocity()
        self.width = muscle.optimal_fibre_m * np.sin(muscle.pennation_rad)

    def residual(self, along_m: float, activation: float) -> float:
        """Tendon force less fibre force along it, parts of the largest, with fibres this long along the tendon."""
        fibre = np.hypot(along_m, self.width)
        cos, stretch = along_m / fibre, fibre / self.muscle.optimal_fibre_m
        speed = self.velocity_m_s * cos / (self.model.max_velocity_per_s * self.muscle.optimal_fibre_m)
        contractile = activation * float(self.active(stretch)) * float(self.speed(speed)) + float(self.passive(stretch))
        tendon = float(self.tendon((self.length_m - along_m) / self.muscle.tendon_slack_m))
        return tendon - (contractile + self.model.fibre_damping * speed) * cos

    def force_n(self, activation: float) -> float:
        """Tendon force in equilibrium at an activation."""
        shortest_fibre = max(self.model.active_shortest * self.muscle.optimal_fibre_m, self.width / np.sqrt(0.99))
        shortest = np.sqrt(shortest_fibre**2 - self.width**2)
        loose = self.length_m - self.muscle.tendon_slack_m
        if self.residual(loose, activation) >= 0.0:  # the fibre shortens too fast to pull at all
            return 0.0
        tendon_n = self.muscle.max_force_n * float(self.tendon((self.length_m - shortest) / self.muscle.tendon_slack_m))
        if (
            self.residual(shortest, activation) <= 0.0
        ):  # OpenSim's fibre shortens no further, and pulls as it does there
            return tendon_n - self.muscle.max_force_n * self.residual(shortest, activation)
        along = brentq(self.residual, shortest, loose, (activation,), xtol=1e-15)
        return self.muscle.max_force_n * float(self.tendon((self.length_m - along) / self.muscle.tendon_slack_m))

    def rigid_strength_n(self) -> float:
        """Active force at full activation along a rigid tendon."""
        shortest_fibre = max(self.model.active_shortest * self.muscle.optimal_fibre_m, self.width / np.sqrt(0.99))
        along = max(self.length_m - self.muscle.tendon_slack_m, np.sqrt(shortest_fibre**2 - self.width**2))
        fibre = np.hypot(along, self.width)
        cos = along / fibre
        speed = self.velocity_m_s * cos / (self.model.max_velocity_per_s * self.muscle.optimal_fibre_m)
        active = float(self.active(fibre / self.muscle.optimal_fibre_m)) * float(self.speed(speed))
        return self.muscle.max_force_n * active * cos


def plain_muscles(
    model: MuscleModel, ankle: float, knee: float, ankle_speed: float = 0.0, knee_speed: float = 0.0
) -> list[PlainMuscle]:
    """All muscles of a pose; their speed is the difference of their lengths a moment later and before."""
    at, moment = pose(model, [ankle], [knee]), 1e-6
    later, before = (
        pose(model, [ankle + side * ankle_speed * moment], [knee + side * knee_speed * moment]).length_m[0]
        for side in (1.0, -1.0)
    )
    return [
        PlainMuscle(model, muscle, at.length_m[0, k], (later[k] - before[k]) / (2.0 * moment))
        for k, muscle in enumerate(model.muscles)
    ]


def least_effort(arm: np.ndarray, strength: np.ndarray, moment: float, exponent: int) -> np.ndarray:
    """Rigid sharing by a general solver."""
    turn = arm * strength
    start = np.full(len(arm), moment / turn.sum())
    found = minimize(
        lambda a: (a**exponent).sum(),
        start,
        jac=lambda a: exponent * a ** (exponent - 1),
        bounds=[(0.0, 1.0)] * len(arm),
        constraints=LinearConstraint(turn[None] / moment, 1.0, 1.0),
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    return found.x
