"""Django's settings under test: the product's own, on a home folder made for the run, with the database named by the runner."""
