"""Walks: any file of a walk in; steps with their sides, distance, climb, stairs and toe walking out.

A sensor on the body ends in `Steps`, a device that logged a route or a day in a `Track`.
"""
