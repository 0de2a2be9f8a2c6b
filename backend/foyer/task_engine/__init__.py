"""The task engine: a transactional outbox in front of Celery, and the record of every task.

A request inserts the task's row in its own transaction. After the response, the API publishes
the row's id to the broker. The dispatcher publishes all others. A worker claims the row by a lease,
runs the function of the task's kind, and writes the end into the row. Celery stores no results: the
state of a task is only in PostgreSQL.

Only these modules write to the table `tasks` (tests/unit/test_one_writer.py checks it):

    inserting and deleting rows: record, periodic
    slot: periodic
    id, kind, priority, created_at, reference, traceparent, retry_of: record
    subject_id, payload, payload_version, forgotten: record
    queue: record, outbox
    unique_key: record
    blockers, release_at, has_followers: links
    asked_by: record, transitions
    state: lease, ends, transitions, links
    lease_token, lease_until, crashes: lease, ends, transitions
    run_at: ends, transitions, record, links, testing
    finished_at: ends, transitions, links
    error: lease, ends, transitions, record, links
    traceback: ends, transitions, record
    result: ends, record
    step: lease, record
    progress: lease, ends
    attempts: lease, ends
    started_at, worker, pid, max_crashes: lease
    deferrals, snoozes: ends
    published_at, published_to: outbox, ends, transitions
    error_group: none, PostgreSQL computes it

`record` inserts, erases and deletes rows; `periodic` inserts those of periodic kinds. `lease` and
`ends` write for the worker that runs the task.
`transitions` ends a task, or releases it from a lost worker. `outbox` marks what was published.
A trigger in the database changes the tasks that wait for the end of another, see `links`.
"""
