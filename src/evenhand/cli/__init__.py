"""The commands: `evenhand serve`, `init`, `import` and the others. Each is a module of `cli.commands`."""
