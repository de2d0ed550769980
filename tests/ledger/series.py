"""Made-up series of counts by month, and ledgers of them."""

import numpy as np
import pandas as pd

from deterrence.data.sources.loading import Coverage, Description
from deterrence.ledger.record import Ledger


def months(counts, first="2000-01"):
    return pd.Series(np.asarray(counts), index=pd.period_range(first, periods=len(counts), freq="M"))


def ledger_of(incidents, deaths=None, first="2000-01"):
    series = months(incidents, first)
    counts = pd.DataFrame({"incidents": series, "deaths": series if deaths is None else months(deaths, first)})
    counts = counts.assign(low=pd.NA, high=pd.NA, unknown=0).astype("Int64")
    coverage = Coverage(first, str(series.index[-1]), 0, 0, (), 0)
    about = Description("made.csv", "0" * 64, "own", "Made up", "nobody", "1", "", len(series), coverage, {}, ())
    parts = pd.DataFrame(columns=["period", "name", "incidents", "deaths"])
    return Ledger("Made up", about, "", False, counts, parts, parts, {}, ())


def self_exciting(n, seed, halved_at=None, base=2.0, pull=0.6):
    """A series of the count model's kind: a base, a part of last month's count again, dispersion 5."""
    rng = np.random.default_rng(seed)
    y = np.empty(n, dtype=np.int64)
    last = 5.0
    for t in range(n):
        mean = (base + pull * last) * (0.5 if halved_at is not None and t >= halved_at else 1.0)
        last = y[t] = rng.poisson(rng.gamma(5.0, mean / 5.0))
    return y
