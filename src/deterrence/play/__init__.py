"""Playing a solved crisis: where a play stands, what is open there, sessions of it, and what they teach."""
