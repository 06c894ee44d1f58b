"""The words of the command `xuanhu`, a module a noun: it reads its arguments, asks a room below, shows the answer."""
