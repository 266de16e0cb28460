"""Glucose: exports of sensors read, measured, and meals looked at."""
