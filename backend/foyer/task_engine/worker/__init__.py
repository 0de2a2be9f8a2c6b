"""The part of the engine that runs in workers: attempts, heartbeats, liveness."""
