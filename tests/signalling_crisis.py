"""A small crisis signalling model: fifty rows of 400 months, at payoffs with one equilibrium."""

import numpy as np

from deterrence.estimation.beliefs import build_crisis
from deterrence.estimation.estimating import folder, read_specification
from deterrence.estimation.table import read_table

CHANGES = {
    "0 + sqrt(senderecondep) + senderdemocracy + contig + ally": "0",
    "1 + anticipatedsendercosts": '"1"',
    "1 + sqrt(targetecondep) + anticipatedtargetcosts + contig + ally": '"1 + z"',
    "1 + sqrt(senderecondep) + senderdemocracy + lncaprat": '"1 + x"',
    "1 + targetdemocracy + lncaprat": '"1"',
    "1 + senderdemocracy": '"1"',
}
TRUTH = {"sender:cd:Intercept": 0.5, "target:cd:Intercept": -0.5, "target:cd:z": 0.3, "sender:sf:Intercept": -1.5}
TRUTH |= {"sender:sf:x": 0.7, "target:sf:Intercept": -1.0, "sender:bd:Intercept": -1.5}


def signalling(path, beliefs=""):
    """Fifty rows of 400 months, at payoffs with one equilibrium; and the truth."""
    r = np.random.default_rng(6)
    rows = "\n".join(f"{x:.4f},{z:.4f},380,6,8,6,0.6" for x, z in r.normal(size=(50, 2)))
    (path / "c.csv").write_text("x,z,sq,cd,sf,bd,belief\n" + rows + "\n", encoding="utf-8")
    text = (folder() / "sanctions.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        text = text.replace(old, new)
    (path / "c.yaml").write_text(text.replace("source: signalling", f"source: signalling{beliefs}"), encoding="utf-8")
    model = build_crisis(read_specification(path / "c.yaml"), read_table(path / "c.csv"))
    return model, np.array([TRUTH[name] for name in model.names])
