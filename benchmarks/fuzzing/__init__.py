"""The parts of the fuzz benchmark: what is mutated, how, and what the tool makes of it.

Run by ``benchmarks/fuzz.py``. A case is made from its number and the seed alone.
"""
