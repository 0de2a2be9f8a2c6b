"""The task engine: a transactional outbox in front of Celery, and the record of every task.

A request inserts the task's row in its own transaction. After the commit, a dispatcher publishes
the row's id to the broker. If that fails, the sweep publishes it later. A worker claims the row by
a lease, runs the function of the task's kind, and writes the end into the row. Celery stores no
results: the state of a task is only in PostgreSQL.

Only these modules write to the table `tasks` (tests/unit/test_one_writer.py checks it):

    inserting and deleting rows: record
    id, kind, slot, created_at, reference, retry_of: record
    subject_id, payload, forgotten: record
    asked_by: record, transitions
    state, run_at, finished_at, lease_token, lease_until: lease, transitions
    error, traceback: lease, transitions, record
    result, step: lease, record
    progress, attempts, started_at, worker, pid: lease
    crashes: transitions
    published_at, published_to: outbox, lease, transitions
    error_group: none, PostgreSQL computes it

`record` inserts, erases and deletes rows. `lease` writes for the worker that runs the task.
`transitions` ends a task, or releases it from a lost worker. `outbox` marks what was published.
"""
