"""How rows are asked for. Doors read through here and nowhere else."""
