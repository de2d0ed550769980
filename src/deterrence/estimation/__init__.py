"""Estimation of strategic models from data: any declared tree, crisis signalling, bargaining, experiments.

A specification file says who moves when, what each end is worth to whom as formulas in the columns of a table, and how
the outcome is seen there; a fit finds the coefficients, every mode of the likelihood, and what they rest on.
"""
