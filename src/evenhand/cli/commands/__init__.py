"""One module per command: `WORDS` says what it does, `arguments` declares its options, `run` does it and gives the exit code."""
