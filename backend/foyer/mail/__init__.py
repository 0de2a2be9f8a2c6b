"""Mail: written and sent."""
