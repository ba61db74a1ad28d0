"""Other people's programs attack the running service: what they find is looked at, and what they are wrong about is listed."""
