"""The use cases: the only place where the measuring core and the store meet.

One module a topic (`people`, `sessions`, `live`, ...); every function takes a `Desk` first, and ``now``. A route or a
command parses, calls one of them, and shows what it returns.
"""
