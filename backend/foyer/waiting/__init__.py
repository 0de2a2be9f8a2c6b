"""Waiting: who asks for news of something is told when it changes, by LISTEN and NOTIFY."""
