"""Splitting posteriors about an actor of three types and more onto belief vertices, with slopes by log-likelihood.

The same split as :mod:`deterrence.solvers.certify.splitting`, carried out in tangents: beside every share its
derivative by the log-likelihood of the outcome under each type. With y_k = exp(h ℓ_k) relative to the likeliest type
and a cut at m spacings, y_k is held at ŷ_k = max(y_k, exp(−h m)); of type k the part min_j(y_j/ŷ_j)·(ŷ_k/y_k) is split
on the simplex around ŷ, and the rest, which leaves out the type that is furthest below the cut, on the lattice of the
others. None of this involves the prior.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...solvers.certify.axis import Axis
from ...solvers.certify.splitting import Face, Places

SMALLEST = 1e-290  # stands for a likelihood of zero

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Parts:
    """Where each type's mass goes. Z entries.

    Attributes:
        item: (Z,), which posterior an entry belongs to. place: (Z,), the vertex it goes to.
        share: (K, Z), of each type's own mass.
        slope: (K', K, Z), derivative of the share of type k by log L of type k'.
    """

    item: Array
    place: Array
    share: Array
    slope: Array


def split(places: Places, vertex: Array, likelihood: Array) -> Parts:
    """Split posteriors.

    Args:
        places: vertices of belief about the actor.
        vertex: (I,), where belief is.
        likelihood: (K, I), Pr(outcome | type); one outcome for each.
    """
    kinds, spacing = places.axis.types, places.axis.spacing
    log = np.log(np.maximum(likelihood, SMALLEST)) / spacing
    found: list[tuple[Array, Array, Array, Array]] = []
    for face, (axis, first) in places.faces.items():
        here = np.flatnonzero((vertex >= first) & (vertex < first + len(axis.nodes)))
        if not len(here):
            continue
        point = axis.nodes.T[:, vertex[here] - first] + log[np.ix_(face, here)]
        slope = np.zeros((kinds, len(face), len(here)))
        slope[list(face), range(len(face))] = 1.0 / spacing
        share = np.ones((len(face), len(here)))
        found += _split(places, face, point, slope, here, share, np.zeros((kinds, *share.shape)))
    item, place, share, slope = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
    return Parts(item, place, share, slope)


def split_renewed(places: Places, point: Array) -> Parts:
    """Split beliefs at coordinates (K, I) of the whole lattice; slopes by h times each coordinate."""
    kinds = places.axis.types
    slope = np.zeros((kinds, *point.shape))
    slope[range(kinds), range(kinds)] = 1.0 / places.axis.spacing
    every, share = np.arange(point.shape[1]), np.ones(point.shape)
    found = list(_split(places, tuple(range(kinds)), point, slope, every, share, np.zeros((kinds, *share.shape))))
    item, place, share, slope = (np.concatenate(part, axis=-1) for part in zip(*found, strict=True))
    return Parts(item, place, share, slope)


def _split(
    places: Places, face: Face, point: Array, d_point: Array, item: Array, share: Array, d_share: Array
) -> Iterator[tuple[Array, Array, Array, Array]]:
    """Items, places, shares (K, items) and slopes (K, K, items) of points (|face|, items) on a face; ``share`` is what
    is left of each type's mass. Slopes have the type they are taken by first."""
    axis, first = places.faces[face]
    every = np.arange(len(item))
    if axis.types == 1:
        yield item, np.full(len(item), first), *_all_types(places, face, share, d_share)
        return
    h, top = axis.spacing, point.argmax(0)
    relative = point - point[top, every]
    d_relative = d_point - d_point[:, top, every][:, None]
    beyond = relative < -axis.extent
    held = np.where(beyond, -float(axis.extent), relative)
    d_held = np.where(beyond, 0.0, d_relative)
    below, d_below = h * (relative - held), h * (d_relative - d_held)  # log(y/ŷ), zero but beyond the cut
    out = below.argmin(0)
    least, d_least = below[out, every], d_below[:, out, every]
    part = np.exp(least - below)
    d_part = part * (d_least[:, None] - d_below)
    inner, d_inner = share * part, d_share * part + share * d_part
    for corner, weight, d_weight in _corners(axis, held - held[-1], d_held - d_held[:, -1:]):
        here = inner * weight, d_inner * weight + inner * d_weight
        yield item, first + corner, *_all_types(places, face, *here)
    for j in range(axis.types):
        gone = np.flatnonzero(beyond.any(0) & (out == j))
        if not len(gone):
            continue
        rest = [k for k in range(axis.types) if k != j]
        at = np.ix_(rest, gone)
        there = np.ix_(range(len(d_point)), rest, gone)
        excess = np.exp(below[at]) - np.exp(least[gone])  # (y − min(y/ŷ)·ŷ)/ŷ
        d_excess = np.exp(below[at]) * d_below[there] - np.exp(least[gone]) * d_least[:, None, gone]
        next_point = held[at] + np.log(np.maximum(excess, SMALLEST)) / h
        d_next = d_held[there] + np.where(excess > 0, d_excess / np.maximum(excess, SMALLEST), 0.0) / h
        left, d_left = (share - inner)[at], (d_share - d_inner)[there]
        yield from _split(places, tuple(face[k] for k in rest), next_point, d_next, item[gone], left, d_left)


def _corners(axis: Axis, held: Array, d_held: Array) -> Iterator[tuple[Array, Array, Array]]:
    """Corners (items,) of held points (K, items), the share (K, items) of each type's mass there, and its slopes."""
    h, kinds = axis.spacing, axis.types
    base = np.floor(held[:-1])
    fraction = held[:-1] - base
    order = np.argsort(-fraction, axis=0, kind="stable")
    stepped = np.take_along_axis(fraction, order, 0)
    height = np.expm1(h * stepped) / np.expm1(h)
    d_height = h * np.exp(h * stepped) / np.expm1(h) * np.take_along_axis(d_held[:, :-1], order[None], 1)
    ends, d_ends = np.ones((1, *held.shape[1:])), np.zeros((len(d_held), 1, *held.shape[1:]))
    weight = -np.diff(np.concatenate([ends, height, 0 * ends]), axis=0)
    d_weight = -np.diff(np.concatenate([d_ends, d_height, d_ends], axis=1), axis=1)
    coordinates = np.concatenate([base, 0 * ends]).astype(int)
    nodes = [axis.index(coordinates)]
    for step in order:
        coordinates = coordinates + (np.arange(kinds)[:, None] == step)
        nodes.append(axis.index(coordinates))
    heaviest = np.take_along_axis(np.stack(nodes), weight.argmax(0)[None], 0)[0]
    for node, alpha, d_alpha in zip(nodes, weight, np.moveaxis(d_weight, 1, 0), strict=True):
        corner = np.where(node < 0, heaviest, node)  # on the lattice's rim: a corner outside, of no weight
        tilt = np.exp(h * (axis.nodes.T[:, corner] - held))
        yield corner, alpha * tilt, tilt * (d_alpha[:, None] - h * alpha * d_held)


def _all_types(places: Places, face: Face, share: Array, d_share: Array) -> tuple[Array, Array]:
    kinds = places.axis.types
    if len(face) == kinds:
        return share, d_share
    full, d_full = np.zeros((kinds, share.shape[1])), np.zeros((kinds, kinds, share.shape[1]))
    full[list(face)], d_full[:, list(face)] = share, d_share
    return full, d_full
