"""The ways in, as thin Django applications. A door turns a request into a command and a person; it never decides."""
