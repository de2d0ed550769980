"""Explore: a crisis at settings that a reader chooses, and what follows from them."""

from .routes import router

__all__ = ["router"]
