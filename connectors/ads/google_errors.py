"""What Google Ads says when it refuses: the name of the error decides, not the HTTP status."""

from typing import Any

import msgspec

from connectors.core import PullError, Reply, TryAgain, route, seconds, verdict

STEPS = {
    "USER_PERMISSION_DENIED": "Check login_customer_id and that the user may read this account",
    "CUSTOMER_NOT_ENABLED": "The account is cancelled or was never activated: take it off the list",
    "REQUESTED_METRICS_FOR_MANAGER": "A manager account: list the accounts under it instead",
    "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION": "Ask Google for production access of the project",
    "DEVELOPER_TOKEN_NOT_APPROVED": "Ask Google for production access of the project",
}
BUSY = {
    "RESOURCE_EXHAUSTED": 5.0,
    "RESOURCE_TEMPORARILY_EXHAUSTED": 5.0,
    "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION": 5.0,
    "INTERNAL_ERROR": 1.0,
    "TRANSIENT_ERROR": 1.0,
    "DEADLINE_EXCEEDED": 1.0,
}


@verdict()
def google_errors(reply: Reply) -> PullError | None:
    """Route on the error's own name, in whichever chunk it stands."""
    if reply.status < 300 and b'"error"' not in reply.body:
        return None
    try:
        body: Any = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    chunks = body if isinstance(body, list) else [body]
    error = next((c["error"] for c in chunks if isinstance(c, dict) and "error" in c), None)
    if not isinstance(error, dict):
        return None
    failure = next((f for d in error.get("details", []) for f in d.get("errors", [])), {})
    kind, name = next(iter(failure.get("errorCode", {}).items()), ("", error.get("status")))
    problem = route(
        reply,
        name,
        failure.get("message") or error.get("message"),
        again=BUSY,
        tomorrow={"EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"},
        denied=STEPS,
        expired={name} if kind == "authenticationError" else (),
        or_less={"DEADLINE_EXCEEDED"},
        steps={**STEPS, "UNSUPPORTED_VERSION": "This version was switched off: raise api_version"},
    )
    quota = failure.get("details", {}).get("quotaErrorDetails", {})
    if isinstance(problem, TryAgain) and "retryDelay" in quota:
        problem.retry_after = seconds(str(quota["retryDelay"]), reply.now)
    return problem
