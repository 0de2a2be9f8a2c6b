"""The dispatcher: the process that publishes due tasks, and publishes lost ones again.

Any number of these processes may run; one of them is active. See `loop`.
"""
