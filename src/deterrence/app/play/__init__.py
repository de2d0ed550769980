"""Play: crises played against the solved equilibrium or among people, and their debriefs."""

from .routes import router

__all__ = ["router"]
