"""The fault campaign: real servers, real kills, and a checker independent of the engine."""
