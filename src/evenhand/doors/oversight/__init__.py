"""The overseers' door: what they draw, open, find and publish. For everybody else its addresses do not exist."""
