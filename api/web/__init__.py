"""What every door shares: negotiation, problems, parameters and languages."""
