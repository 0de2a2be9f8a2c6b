"""The campaign: real servers, real kills, and a judge that does not trust the engine."""
