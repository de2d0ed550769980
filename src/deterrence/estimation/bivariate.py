"""log Φ₂(h, k; 1/√2): two standard normals of correlation 1/√2, with derivatives, accurate far into the tail.

Where the probability is not small, by Owen's T (Owen 1956, Annals of Mathematical Statistics 27(4); recalled, not
opened). Elsewhere by Gauss–Legendre quadrature of a positive function, so that no digits cancel:

    Φ₂(h, k; 1/√2) = ∫_0^∞ φ(k − t) Φ(√2 h − k + t) dt.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import log_ndtr, logsumexp, ndtr, owens_t

from .jets import Jet, pairs

Array = np.ndarray
RHO = float(np.sqrt(0.5))
SMALL = 1e-4  # probabilities below are found by quadrature
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(120)
LOG_ROOT_TWO_PI = 0.5 * float(np.log(2 * np.pi))
BEYOND, DECAY = 9.0, 45.0  # how far past its mode, and over how many of its lengths of decay, a function is followed


def log_both(h: Any, k: Any) -> Any:
    """log Φ₂(h, k; 1/√2) of arrays, or of jets with their derivatives."""
    if not isinstance(h, Jet) and not isinstance(k, Jet):
        return _value(np.asarray(h, float), np.asarray(k, float))
    nothing = 0.0 * (h if isinstance(h, Jet) else k)
    h, k = nothing + h, nothing + k
    value = _value(h.value, k.value)
    (g_h, g_k), (g_hh, g_hk, g_kk) = _derivatives(h.value, k.value, value)
    i, j = pairs(len(h.slope))
    hh, kk = h.slope[i] * h.slope[j], k.slope[i] * k.slope[j]
    hk = h.slope[i] * k.slope[j] + h.slope[j] * k.slope[i]
    return Jet(
        value,
        g_h * h.slope + g_k * k.slope,
        g_h * h.bend + g_k * k.bend + g_hh * hh + g_hk * hk + g_kk * kk,
    )


def _value(h: Array, k: Array) -> Array:
    h, k = np.broadcast_arrays(h, k)
    r = np.sqrt(1 - RHO * RHO)
    with np.errstate(all="ignore"):
        apart = (h * k < 0) | ((h * k == 0) & (h + k < 0))
        safe_h, safe_k = np.where(h == 0, 1e-300, h), np.where(k == 0, 1e-300, k)
        p = 0.5 * (ndtr(h) + ndtr(k)) - 0.5 * apart
        p = p - owens_t(h, (safe_k - RHO * safe_h) / (safe_h * r)) - owens_t(k, (safe_h - RHO * safe_k) / (safe_k * r))
        value = np.log(np.maximum(p, SMALL))
    tail = ~(p > SMALL)
    if tail.any():
        value[tail] = _tail(h[tail], k[tail])
    return value


def _tail(h: Array, k: Array) -> Array:
    gap = np.sqrt(2.0) * h - k
    mode = -gap / 2 + k / 2
    hazard = np.exp(-0.5 * gap * gap - LOG_ROOT_TWO_PI - log_ndtr(gap))
    with np.errstate(divide="ignore"):
        decays = np.minimum(BEYOND, DECAY / np.maximum(-(k + hazard), 1e-300))
    length = np.where(mode > 0, mode + BEYOND, decays)
    t = 0.5 * length * (_POINTS[:, None] + 1)
    logs = -0.5 * (k - t) ** 2 - LOG_ROOT_TWO_PI + log_ndtr(gap + t) + np.log(0.5 * length * _WEIGHTS[:, None])
    return logsumexp(logs, axis=0)


def _derivatives(h: Array, k: Array, value: Array) -> tuple[tuple[Array, Array], tuple[Array, Array, Array]]:
    r = np.sqrt(1 - RHO * RHO)
    over_h, over_k = (k - RHO * h) / r, (h - RHO * k) / r
    log_h, log_k = -0.5 * h * h - LOG_ROOT_TWO_PI - value, -0.5 * k * k - LOG_ROOT_TWO_PI - value
    g_h, g_k = np.exp(log_h + log_ndtr(over_h)), np.exp(log_k + log_ndtr(over_k))
    density = np.exp(log_h - 0.5 * over_h * over_h - LOG_ROOT_TWO_PI) / r
    g_hh = -h * g_h - RHO * density - g_h * g_h
    g_kk = -k * g_k - RHO * density - g_k * g_k
    return (g_h, g_k), (g_hh, density - g_h * g_k, g_kk)
