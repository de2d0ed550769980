"""What many worlds say together. Everything here takes arrays, and knows nothing of crises."""
