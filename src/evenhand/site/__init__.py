"""Where real things are chosen: settings, addresses, the clock, and the office that the doors and the clerk work with."""
