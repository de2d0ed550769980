"""The certificate's own arithmetic: it shares nothing with the solvers but the game."""
