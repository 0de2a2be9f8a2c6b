"""The administrators' view of the tasks: lists, statistics, bulk actions."""
