"""The dispatcher: the process that publishes what is due, and repairs what was lost.

Any number of these processes may run; one of them is active. See `loop`.
"""
