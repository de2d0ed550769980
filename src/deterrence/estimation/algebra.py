"""The few functions a likelihood is made of, for plain numbers, for jets and for JAX's traced arrays alike.

A likelihood is written once, against one of these; which one decides whether derivatives come with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from scipy.special import erfcx, expit, log_expit, log_ndtr, logsumexp

from .jets import Jet, log_sum

Array = np.ndarray
Link = Literal["probit", "logit"]
Quantity = Any  # of the algebra: an array (n,), a jet, a traced array; or a plain number
ROOT_TWO, ROOT_TWO_OVER_PI = float(np.sqrt(2.0)), float(np.sqrt(2.0 / np.pi))
FAR = -1e5


class Algebra(Protocol):
    """What a likelihood asks of its numbers beside +, −, × and ÷."""

    def exp(self, x: Quantity) -> Quantity:
        """e to the x."""

    def sqrt(self, x: Quantity) -> Quantity:
        """The root of a positive number."""

    def log_cdf(self, link: Link, x: Quantity) -> Quantity:
        """log F(x), F normal or logistic, accurate in both tails."""

    def log_sum(self, parts: Sequence[Quantity]) -> Quantity:
        """log Σ exp."""


class Plain:
    """Plain numbers: probabilities without derivatives."""

    def exp(self, x: Quantity) -> Quantity:
        """e to the x."""
        return np.exp(x)

    def sqrt(self, x: Quantity) -> Quantity:
        """The root."""
        return np.sqrt(x)

    def log_cdf(self, link: Link, x: Quantity) -> Quantity:
        """log F(x)."""
        return log_ndtr(x) if link == "probit" else log_expit(x)

    def log_sum(self, parts: Sequence[Quantity]) -> Quantity:
        """log Σ exp."""
        return logsumexp(np.stack(np.broadcast_arrays(*parts)), axis=0)


class Jets(Plain):
    """Jets: exact first and second derivatives. What is no jet among its arguments is a constant."""

    def exp(self, x: Quantity) -> Quantity:
        """e to the x."""
        if not isinstance(x, Jet):
            return np.exp(x)
        value = np.exp(x.value)
        return x.through(value, value, value)

    def sqrt(self, x: Quantity) -> Quantity:
        """The root."""
        if not isinstance(x, Jet):
            return np.sqrt(x)
        root = np.sqrt(x.value)
        return x.through(root, 0.5 / root, -0.25 / (root * x.value))

    def log_cdf(self, link: Link, x: Quantity) -> Quantity:
        """log F(x): with r = F′/F, the derivatives are r, and −r(x + r) for the normal, −r(1 − r) for the logistic."""
        if not isinstance(x, Jet):
            return super().log_cdf(link, x)
        if link == "probit":
            ratio = ROOT_TWO_OVER_PI / erfcx(-x.value / ROOT_TWO)
            with np.errstate(divide="ignore"):
                beyond = np.where(x.value < FAR, -1.0 / x.value, x.value + ratio)  # what is left where digits cancel
            return x.through(log_ndtr(x.value), ratio, -ratio * beyond)
        ratio = expit(-x.value)
        return x.through(log_expit(x.value), ratio, -ratio * (1.0 - ratio))

    def log_sum(self, parts: Sequence[Quantity]) -> Quantity:
        """log Σ exp."""
        jets = [part for part in parts if isinstance(part, Jet)]
        if not jets:
            return super().log_sum(parts)
        nothing = 0.0 * jets[0]
        return log_sum([part if isinstance(part, Jet) else nothing + part for part in parts])


class Traced:
    """JAX's arrays: derivatives and compilation come from JAX."""

    def __init__(self) -> None:
        import jax.numpy as jnp
        from jax.nn import log_sigmoid
        from jax.scipy.special import log_ndtr as log_normal
        from jax.scipy.special import logsumexp as log_total

        self.exp: Callable[[Any], Any] = jnp.exp
        self.sqrt: Callable[[Any], Any] = jnp.sqrt
        self._cdf: dict[str, Callable[[Any], Any]] = {"probit": log_normal, "logit": log_sigmoid}
        self._stack, self._total = jnp.stack, log_total
        self._level = jnp.broadcast_arrays

    def log_cdf(self, link: Link, x: Quantity) -> Quantity:
        """log F(x)."""
        return self._cdf[link](x)

    def log_sum(self, parts: Sequence[Quantity]) -> Quantity:
        """log Σ exp."""
        return self._total(self._stack(self._level(*parts)), axis=0)
