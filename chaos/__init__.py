"""Faults under load, and the account of what they cost: `make chaos`.

A network delivers, agents answer, the network takes the answers badly, and meanwhile processes are killed, the disk fills and the
clock jumps. Then everything is let come to rest, and a reconciler that knows only what the far ends were told compares it
with what the database holds: nothing lost, nothing doubled, nothing said twice.
"""
