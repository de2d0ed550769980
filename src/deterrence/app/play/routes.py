"""The addresses of Play: the lobby, seats, the facilitator's page, debriefs."""

from fastapi import APIRouter

from . import debriefing, lobby, playing

router = APIRouter()
router.include_router(lobby.router)
router.include_router(debriefing.router)
router.include_router(playing.router)
