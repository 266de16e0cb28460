"""Recordings with exact truth, for tests, benchmarks and the bundled example: phones, ankle angle, rendered video."""
