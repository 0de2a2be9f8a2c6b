"""The status that each role gets from each route."""

# Statuses are for: anonymous, the owner, another user, an operator, an administrator.
EVERYBODY = {
    "GET /api/openapi.json": 200,
    "HEAD /api/openapi.json": 200,
    "GET /api/docs": 200,
    "GET /api/docs/start.js": 200,
    "GET /api/docs/static": 404,
    "GET /api/health/live": 200,
    "GET /api/health/ready": 200,
    "POST /api/sign-ups": 422,
    "POST /api/confirmations": 422,
    "POST /api/sessions": 422,
    "POST /api/password-resets": 422,
    "PUT /api/password-resets": 422,
    "DELETE /api/sessions/current": 204,
    # The id cannot be guessed; the page of a sign-up has no session.
    "GET /api/sign-ups/{sign_up_id}": 200,
    "PATCH /api/sign-ups/{sign_up_id}": 422,
    "POST /api/sign-ups/{sign_up_id}/resend": 409,
    "PUT /api/sign-ups/{sign_up_id}/picture": 422,
    "GET /api/tasks/{task_id}": 200,
}
LOGGED_IN = {
    "GET /api/me": 200,
    "PATCH /api/me": 200,
    "DELETE /api/me": 422,
    "GET /api/me/export": 200,
    "PUT /api/me/email": 422,
    "DELETE /api/me/email": 204,
    "PUT /api/me/password": 422,
    "PUT /api/me/picture": 422,
    "DELETE /api/me/picture": 204,
    "GET /api/sessions": 200,
    "DELETE /api/sessions": 204,
}
OPERATORS = {
    "GET /api/admin/staff": 200,
    "GET /api/admin/stats": 200,
    "GET /api/admin/tasks": 200,
    "GET /api/admin/tasks.csv": 200,
    "GET /api/admin/tasks/count": 200,
    "GET /api/admin/tasks/{task_id}": 200,
    "GET /api/admin/workers": 200,
}
ADMINISTRATORS = {
    "GET /api/admin/access": 204,
    "GET /api/admin/audit": 200,
    "DELETE /api/admin/queues/{queue}/pause": 422,
    "PUT /api/admin/queues/{queue}/pause": 422,
    "POST /api/admin/tasks/bulk": 422,
    "POST /api/admin/tasks/{task_id}/retry": 202,
    "POST /api/admin/tasks/{task_id}/revoke": 409,
    "PUT /api/admin/staff": 422,
}
MATRIX: dict[str, tuple[int, int, int, int, int]] = {
    **{route: (status,) * 5 for route, status in EVERYBODY.items()},
    **{route: (401, status, status, status, status) for route, status in LOGGED_IN.items()},
    **{route: (401, 403, 403, status, status) for route, status in OPERATORS.items()},
    **{route: (401, 403, 403, 403, status) for route, status in ADMINISTRATORS.items()},
    "DELETE /api/sessions/{session_id}": (401, 204, 404, 404, 404),
}
