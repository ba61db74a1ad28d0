"""One small form for each command. A form asks; the process decides; a refusal comes back to the question that it is about."""
