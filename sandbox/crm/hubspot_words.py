"""How HubSpot refuses."""

from sandbox.dialogue import Reply


def refuse(status: int, category: str, message: str) -> Reply:
    body = {"status": "error", "message": message, "category": category}
    return Reply(status, body | {"correlationId": "c0ffee00-1111-2222-3333-444455556666"})


def limited(policy: str) -> Reply:
    body = {"status": "error", "message": f"You have reached your {policy.lower()} limit."}
    body |= {"errorType": "RATE_LIMIT", "policyName": policy, "category": "RATE_LIMITS"}
    return Reply(429, body | {"correlationId": "c0ffee00-1111-2222-3333-444455556666"})


WORDS = {
    "busy_in_body": lambda: limited("SECONDLY"),
    "daily_quota": lambda: limited("DAILY"),
    "role_lost": lambda: refuse(403, "MISSING_SCOPES", "This app lacks a scope"),
    "uri_too_long": lambda: Reply(414, "<html><body>414 Request-URI Too Large</body></html>"),
}


def invalid(message: str) -> Reply:
    return refuse(400, "VALIDATION_ERROR", message)
