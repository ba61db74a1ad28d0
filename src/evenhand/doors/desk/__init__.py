"""The desk: where staff work on complaints and cases."""
