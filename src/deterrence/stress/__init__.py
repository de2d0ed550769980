"""Stress: how far a crisis's headlines move with its parameters."""
