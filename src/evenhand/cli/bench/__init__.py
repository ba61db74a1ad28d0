"""Measurements, each on an organisation made for it in a folder that is thrown away. Nothing here is asserted in a test."""
