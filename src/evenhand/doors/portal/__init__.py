"""The portal: making a complaint and following it, without an account and without scripts."""
