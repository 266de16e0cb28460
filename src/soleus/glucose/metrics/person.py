"""All metrics of one person, compiled into one call, by the names of the JSON."""

from typing import NamedTuple

import numpy as np

from soleus.glucose.metrics import ranges, risk, summary, variability
from soleus.glucose.metrics.compiled import Floats, compiled
from soleus.glucose.metrics.episodes import KINDS, episode_table
from soleus.glucose.metrics.excursions import GRID_MIN, mage_mg_dl
from soleus.glucose.metrics.grid import grid_of
from soleus.glucose.metrics.spacing import LONGEST_GAP_MIN


class OfReadings(NamedTuple):
    """What needs the raw readings only."""

    mean_mg_dl: float
    median_mg_dl: float
    sd_mg_dl: float
    cv_pct: float
    iqr_mg_dl: float
    mad_mg_dl: float
    range_mg_dl: float
    p05_mg_dl: float
    p25_mg_dl: float
    p50_mg_dl: float
    p75_mg_dl: float
    p95_mg_dl: float
    gmi_pct: float
    ea1c_pct: float
    j_index: float
    below_54_pct: float
    below_70_pct: float
    above_140_pct: float
    above_180_pct: float
    above_250_pct: float
    in_range_70_180_pct: float
    in_range_63_140_pct: float
    in_range_70_140_pct: float
    lbgi: float
    hbgi: float
    adrr: float
    grade: float
    grade_hypo_pct: float
    grade_eu_pct: float
    grade_hyper_pct: float
    hyper_index: float
    hypo_index: float
    igc: float
    m_value: float
    gri: float
    cogi: float


class OfGrid(NamedTuple):
    """What needs the grid, and the share of readings there are."""

    active_pct: float
    modd_mg_dl: float
    conga_1h_mg_dl: float
    conga_2h_mg_dl: float
    conga_4h_mg_dl: float
    conga_24h_mg_dl: float
    mag_mg_dl_h: float
    gvp_pct: float
    sd_roc_mg_dl_min: float
    sdw_mg_dl: float
    sdhhmm_mg_dl: float
    sdwsh_mg_dl: float
    sddm_mg_dl: float
    sdb_mg_dl: float
    sdbdm_mg_dl: float
    cv_daily_mean_pct: float
    cv_daily_sd_pct: float
    auc_mg_dl: float
    mage_mg_dl: float
    mage_plus_mg_dl: float
    mage_minus_mg_dl: float


@compiled
def measured(wall_s: Floats, glucose: Floats, spacing_min: int) -> tuple[OfReadings, OfGrid, Floats]:
    """Everything; ``spacing_min`` of 0 or over 45 min leaves what needs the grid NaN."""
    readings = of_readings(wall_s, glucose)
    if spacing_min < 1 or spacing_min > LONGEST_GAP_MIN:
        return readings, _nothing(), np.full((len(KINDS), 4), np.nan)
    grid = grid_of(wall_s, glucose, spacing_min)
    fine = grid if spacing_min == GRID_MIN else grid_of(wall_s, glucose, GRID_MIN)
    return readings, of_grid(grid, fine, summary.active_pct(wall_s, spacing_min)), episode_table(grid)


@compiled
def of_readings(wall_s: Floats, glucose: Floats) -> OfReadings:
    """The metrics of the raw readings."""
    mean, sd, width = summary.mean_sd_range(glucose)
    quantiles, iqr, mad = summary.quantiles_iqr_mad(glucose)
    lbgi, hbgi, adrr = risk.lbgi_hbgi_adrr(wall_s, glucose)
    grade, grade_hypo, grade_eu, grade_hyper = risk.grade_shares(glucose)
    hyper, hypo = risk.hyper_index(glucose), risk.hypo_index(glucose)
    below_54, below_70 = ranges.below_pct(glucose, 54.0), ranges.below_pct(glucose, 70.0)
    above_180, above_250 = ranges.above_pct(glucose, 180.0), ranges.above_pct(glucose, 250.0)
    in_range = ranges.in_range_pct(glucose, 70.0, 180.0)
    return OfReadings(
        mean_mg_dl=mean,
        median_mg_dl=quantiles[2],
        sd_mg_dl=sd,
        cv_pct=summary.cv_pct(mean, sd),
        iqr_mg_dl=iqr,
        mad_mg_dl=mad,
        range_mg_dl=width,
        p05_mg_dl=quantiles[0],
        p25_mg_dl=quantiles[1],
        p50_mg_dl=quantiles[2],
        p75_mg_dl=quantiles[3],
        p95_mg_dl=quantiles[4],
        gmi_pct=summary.gmi_pct(mean),
        ea1c_pct=summary.ea1c_pct(mean),
        j_index=summary.j_index(mean, sd),
        below_54_pct=below_54,
        below_70_pct=below_70,
        above_140_pct=ranges.above_pct(glucose, 140.0),
        above_180_pct=above_180,
        above_250_pct=above_250,
        in_range_70_180_pct=in_range,
        in_range_63_140_pct=ranges.in_range_pct(glucose, 63.0, 140.0),
        in_range_70_140_pct=ranges.in_range_pct(glucose, 70.0, 140.0),
        lbgi=lbgi,
        hbgi=hbgi,
        adrr=adrr,
        grade=grade,
        grade_hypo_pct=grade_hypo,
        grade_eu_pct=grade_eu,
        grade_hyper_pct=grade_hyper,
        hyper_index=hyper,
        hypo_index=hypo,
        igc=hyper + hypo,
        m_value=risk.m_value(glucose),
        gri=ranges.gri(below_54, below_70, above_180, above_250),
        cogi=ranges.cogi(in_range, below_70, sd),
    )


@compiled
def of_grid(grid: Floats, fine: Floats, active_pct: float) -> OfGrid:
    """The metrics of the grid; ``fine`` is that of 5 min."""
    sdw, sdhhmm, sdwsh, sddm, sdb, sdbdm = variability.day_spread(grid)
    cv_mean, cv_sd = variability.daily_cv_pct(grid)
    mage, plus, minus = mage_mg_dl(fine)
    return OfGrid(
        active_pct=active_pct,
        modd_mg_dl=variability.modd_mg_dl(grid),
        conga_1h_mg_dl=variability.conga_mg_dl(grid, 1),
        conga_2h_mg_dl=variability.conga_mg_dl(grid, 2),
        conga_4h_mg_dl=variability.conga_mg_dl(grid, 4),
        conga_24h_mg_dl=variability.conga_mg_dl(grid, 24),
        mag_mg_dl_h=variability.mag_mg_dl_h(grid),
        gvp_pct=variability.gvp_pct(grid),
        sd_roc_mg_dl_min=variability.sd_roc_mg_dl_min(grid),
        sdw_mg_dl=sdw,
        sdhhmm_mg_dl=sdhhmm,
        sdwsh_mg_dl=sdwsh,
        sddm_mg_dl=sddm,
        sdb_mg_dl=sdb,
        sdbdm_mg_dl=sdbdm,
        cv_daily_mean_pct=cv_mean,
        cv_daily_sd_pct=cv_sd,
        auc_mg_dl=variability.auc_mg_dl(grid),
        mage_mg_dl=mage,
        mage_plus_mg_dl=plus,
        mage_minus_mg_dl=minus,
    )


@compiled
def _nothing() -> OfGrid:
    nan = np.nan
    return OfGrid(
        nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan
    )
