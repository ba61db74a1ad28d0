"""The public door: the register, its head and files, totals of closed periods, and checking a receipt."""
