"""Long polling: requests wait until their resource changes.

When the database freezes, the listener notices it within seconds (listener.py) and wakes all
waiting requests. They answer with what they know, normally 304, and the page asks again.
"""
