"""The task history for administrators: lists, statistics, reruns and bulk actions."""
