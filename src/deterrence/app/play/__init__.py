"""Play: crises played against the solved equilibrium or among people, and their debriefs."""
