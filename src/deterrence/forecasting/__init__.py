"""From a solution to an outlook: push-forward, rollouts, quantities."""
