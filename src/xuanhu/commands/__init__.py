"""The words of the command `xuanhu`, one module a noun: each reads its arguments, asks a room below, and shows the answer."""
