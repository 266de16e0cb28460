"""Load sharing with rigid tendons against OpenSim's StaticOptimization, on the same instants.

    python -m benchmarks.opensim_sharing [FOLDER]

OpenSim: its AnalyzeTool with one StaticOptimization, on a model built here in memory from soleus' own numbers: ground,
tibia, foot, a pin at the knee that moves as prescribed, a pin at the ankle, eight Millard muscles with the polynomial
paths, no gravity, feet without mass to speak of, the moment as a torque on the foot. So it has one equation of motion
and eight unknowns to solve, the least that the tool can be given; a published whole-body model takes it longer. The
time is that of `run`: splines of the motion, accelerations, and at every instant the interior-point optimiser.

soleus: `share_load` from arrays to arrays, at the same angles, velocities and moments, repeated to fill a long session.

Both minimise the sum of squared activations of muscles whose active force follows length and velocity along a rigid
tendon. They differ in two points of OpenSim's tool: it leaves the cosine of pennation out of the strength, and keeps
activations at or above 0.01. For the comparison of activations the optimum of that problem is computed here exactly.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import opensim as osim
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from soleus.dose import Muscle, MuscleModel, find_model, pose, share_load
from soleus.dose.akima import akima

Floats = NDArray[np.float64]

ROUNDS = 5
RATE_HZ, FIRST, LAST = 100, 50, 550  # the motion reaches past both ends of what is solved, for the splines
LONG = 1_000_000
ALONE = 16_384  # instants that share_load solves in the calling thread
LEAST = 0.01  # lower bound of activation in the tool
KNEE_START_DEG = 80.0  # the motion stays in the piece of the geometry from here to 90: a polynomial, as OpenSim has
SMALL_KG, SMALL_KG_M2 = 1.0, 1e-4  # of the foot: 0.001 Nm at these accelerations
ANKLE, KNEE = "/jointset/ankle/ankle_angle", "/jointset/knee/knee_flexion"


def motion() -> tuple[Floats, dict[str, Floats]]:
    """Seated push-ups at 50 a minute, the knee moving with the heel: time and the columns of `share_load`."""
    time_s = np.arange(FIRST + LAST) / RATE_HZ
    phase, turn = 2.0 * np.pi * time_s / 1.2, 2.0 * np.pi / 1.2
    return time_s, {
        "ankle_angle_rad": np.radians(-7.5 + 17.5 * np.cos(phase)),
        "knee_flexion_rad": np.radians(85.0 + 4.0 * np.cos(phase)),
        "plantarflexor_moment_nm": 30.0 + 20.0 * np.sin(phase),
        "ankle_velocity_rad_s": np.radians(-17.5 * turn * np.sin(phase)),
        "knee_velocity_rad_s": np.radians(-4.0 * turn * np.sin(phase)),
    }


def path(muscle: Muscle) -> osim.FunctionBasedPath:
    """Our polynomial of the path length; OpenSim takes speeds and moment arms from its derivatives."""
    result = osim.FunctionBasedPath()
    result.appendCoordinatePath(ANKLE)
    if len(muscle.knee_rad) == 1:
        result.setLengthFunction(osim.PolynomialFunction(vector(muscle.length_m[0][::-1])))
        return result
    result.appendCoordinatePath(KNEE)
    knot = np.radians(KNEE_START_DEG)
    piece = int(np.argmin(np.abs(np.array(muscle.knee_rad) - knot)))
    pieces = akima(np.array(muscle.knee_rad), np.array(muscle.length_m))[piece]
    over_knee = [Polynomial(cubic)(Polynomial([-knot, 1.0])).coef for cubic in pieces]
    order = len(over_knee) + 2  # of ankle and knee together
    terms = [(j, k) for j in range(order + 1) for k in range(order + 1 - j)]
    known = {(j, k): c for j, row in enumerate(over_knee) for k, c in enumerate(row)}
    coefficients = vector([known.get(term, 0.0) for term in terms])
    result.setLengthFunction(osim.MultivariatePolynomialFunction(coefficients, 2, order))
    return result


def vector(values: object) -> osim.Vector:
    return osim.Vector.createFromMat(np.array(values, dtype=np.float64))


def millard(model: MuscleModel, muscle: Muscle) -> osim.Millard2012EquilibriumMuscle:
    result = osim.Millard2012EquilibriumMuscle(
        muscle.name, muscle.max_force_n, muscle.optimal_fibre_m, muscle.tendon_slack_m, muscle.pennation_rad
    )
    result.set_max_contraction_velocity(model.max_velocity_per_s)
    active = (model.active_shortest, model.active_transition, model.active_longest, model.active_shallow_slope)
    result.setActiveForceLengthCurve(osim.ActiveForceLengthCurve(*active, 0.0))
    result.set_path(path(muscle))
    return result


def course(curve: object, time_s: Floats, values: Floats) -> object:
    for at, value in zip(time_s.tolist(), values.tolist(), strict=True):
        curve.addPoint(at, value)  # type: ignore[attr-defined]
    return curve


def calf(model: MuscleModel, time_s: Floats, columns: dict[str, Floats]) -> osim.Model:
    """The model in OpenSim, loaded over time."""
    result = osim.Model()
    result.setGravity(osim.Vec3(0))
    tibia, foot = (osim.Body(n, SMALL_KG, osim.Vec3(0), osim.Inertia(SMALL_KG_M2)) for n in ("tibia", "foot"))
    knee, ankle = osim.PinJoint("knee", result.getGround(), tibia), osim.PinJoint("ankle", tibia, foot)
    for body, joint, name in ((tibia, knee, "knee_flexion"), (foot, ankle, "ankle_angle")):
        joint.updCoordinate().setName(name)
        result.addBody(body)
        result.addJoint(joint)
    bending = course(osim.SimmSpline(), time_s, columns["knee_flexion_rad"])
    knee.updCoordinate().setPrescribedFunction(bending)
    knee.updCoordinate().setDefaultIsPrescribed(True)
    for muscle in model.muscles:
        result.addForce(millard(model, muscle))
    load = osim.PrescribedForce("load", foot)
    moment = course(osim.PiecewiseLinearFunction(), time_s, columns["plantarflexor_moment_nm"])
    load.setTorqueFunctions(osim.Constant(0.0), osim.Constant(0.0), moment)
    result.addForce(load)
    result.finalizeConnections()
    return result


def write_motion(file: Path, time_s: Floats, columns: dict[str, Floats]) -> None:
    rows = np.stack([time_s, columns["ankle_angle_rad"], columns["knee_flexion_rad"]], axis=1).tolist()
    head = (
        f"motion\nversion=1\nnRows={len(rows)}\nnColumns=3\ninDegrees=no\nendheader\ntime\tankle_angle\tknee_flexion\n"
    )
    file.write_text(head + "".join("\t".join(map(repr, row)) + "\n" for row in rows))


def optimise(model: osim.Model, file: Path, start_s: float, end_s: float) -> tuple[float, Floats]:
    """Seconds that the tool runs, and its activations: shape (n, 8)."""
    sharing = osim.StaticOptimization()
    sharing.setUseModelForceSet(True)
    sharing.setUseMusclePhysiology(True)
    sharing.setActivationExponent(2)
    model.addAnalysis(sharing)
    tool = osim.AnalyzeTool()
    tool.setModel(model)
    tool.setCoordinatesFileName(str(file))
    tool.setLowpassCutoffFrequency(-1)
    tool.setInitialTime(start_s)
    tool.setFinalTime(end_s)
    tool.setLoadModelAndInput(True)
    tool.setPrintResultFiles(False)
    start = time.perf_counter()
    if not tool.run(False):
        raise RuntimeError("OpenSim's tool failed")
    took = time.perf_counter() - start
    found = osim.StaticOptimization.safeDownCast(model.getAnalysisSet().get(0)).getActivationStorage()
    rows = [found.getStateVector(n).getData() for n in range(found.getSize())]
    return took, np.array([[row.get(k) for k in range(row.size())] for row in rows])


def tools_optimum(model: MuscleModel, instants: dict[str, Floats]) -> Floats:
    """The exact optimum of the problem as the tool states it: no cosine of pennation, activation 0.01..1."""
    shares = share_load(**instants, model=model, tendon="rigid")
    width, slack = np.array(
        [(muscle.optimal_fibre_m * np.sin(muscle.pennation_rad), muscle.tendon_slack_m) for muscle in model.muscles]
    ).T
    along = pose(model, instants["ankle_angle_rad"], instants["knee_flexion_rad"]).length_m - slack
    cosine = along / np.hypot(along, width)
    turn = shares.force_n / shares.activation / cosine * shares.moment_arm_m
    low, high = np.zeros((len(shares), 1)), np.full((len(shares), 1), 1.0 / turn.min())
    for _ in range(100):
        middle = 0.5 * (low + high)
        made = (turn * np.clip(middle * turn, LEAST, 1.0)).sum(axis=1, keepdims=True)
        under = made < instants["plantarflexor_moment_nm"][:, None]
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.clip(high * turn, LEAST, 1.0)


def per_instant_s(instants: dict[str, Floats], model: MuscleModel, n: int) -> float:
    """Time an instant of `share_load`, on these instants repeated to n: median of a round."""
    repeated = {name: np.resize(column, n) for name, column in instants.items()}
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        share_load(**repeated, model=model, tendon="rigid")
        times.append(time.perf_counter() - start)
    return statistics.median(times) / n


def main() -> None:
    """Compare; the motion file goes into the folder named."""
    osim.Logger.setLevelString("Error")
    osim.Logger.removeFileSink()
    model, (time_s, columns) = find_model("lai-uhlrich2023"), motion()
    file = Path(sys.argv[1] if len(sys.argv) > 1 else ".") / "motion.mot"
    write_motion(file, time_s, columns)
    instants = {name: column[FIRST : LAST + 1] for name, column in columns.items()}
    n = len(instants["ankle_angle_rad"])
    per_instant_s(instants, model, ALONE)  # compiles
    rounds = []  # in turn, so that a busy machine slows both
    for _ in range(ROUNDS):
        took, theirs = optimise(calf(model, time_s, columns), file, FIRST / RATE_HZ, LAST / RATE_HZ)
        if len(theirs) != n:
            raise RuntimeError(f"expected {n} instants of OpenSim, got {len(theirs)}")
        rounds.append((took / n, per_instant_s(instants, model, LONG), per_instant_s(instants, model, ALONE)))
    peer_s, ours_s, alone_s = np.median(rounds, axis=0)
    error = np.abs(theirs - tools_optimum(model, instants)).max(axis=1)
    cores = os.cpu_count()
    print(f"load sharing, rigid    {1e-6 / ours_s:8.2f} M instants/s on {cores} cores, {1e-6 / alone_s:.2f} on one")
    print(
        f"  OpenSim 4.6          {1.0 / peer_s:8.0f} instants/s (StaticOptimization, one core, {n} instants): "
        f"soleus is {peer_s / ours_s:,.0f} x as fast, {peer_s / alone_s:,.0f} x on one core"
    )
    print(f"  the same problem     activations differ by {np.median(error):.4f}, at most {error.max():.4f}")


if __name__ == "__main__":
    main()
