"""The walking network: reading it, standing on it, and measuring along it."""
