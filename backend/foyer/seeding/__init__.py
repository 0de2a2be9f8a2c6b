"""A made-up history: to try the pages of administrators on, and to measure them."""
