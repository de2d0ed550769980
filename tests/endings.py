"""How a push ended."""

from deterrence.forecasting.push import Mass, Pusher


def ending_probabilities(pusher: Pusher, mass: Mass) -> dict[str, float]:
    """Probability of each ending once play has stopped (or the horizon is reached), by name."""
    endings = pusher.game.structure.endings
    out: dict[str, float] = {}
    for x, tagged in mass.items():
        out[endings[x]] = out.get(endings[x], 0.0) + float(tagged.push.sum())
    return out
