"""Google Analytics' Data API as the sandbox plays it."""

import json
import time

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from connectors.core.claims import signed_claim
from sandbox.secrets import SECRETS
from sandbox.web import google_analytics4 as dialect

pytestmark = pytest.mark.http
REPORT = {
    "dateRanges": [{"startDate": "2026-11-01", "endDate": "2026-11-13"}],
    "dimensions": [{"name": "date"}, {"name": "landingPage"}],
    "metrics": [{"name": "sessions"}, {"name": "totalRevenue"}],
}


@pytest.fixture
def url(play):
    sandbox = play("google_analytics4")
    return lambda host: sandbox.url("google_analytics4", host)


@pytest.fixture
def ask(url):
    form = {"grant_type": "refresh_token"} | {
        name: SECRETS[f"GOOGLE_ANALYTICS4_{name.upper()}"]
        for name in ("client_id", "client_secret", "refresh_token")
    }
    token = requests.post(url("token") + "/token", data=form, timeout=10).json()["access_token"]

    def post(number="345678901", token=token, **changed):
        path = f"{url('api')}/v1beta/properties/{number}:runReport"
        headers = {"Authorization": f"Bearer {token}"}
        return requests.post(path, json=REPORT | changed, headers=headers, timeout=10).json()

    return post


def test_cells_are_texts_and_pages_are_slices_that_echo_nothing(ask):
    whole = ask()
    assert whole["rowCount"] == len(whole["rows"]) > 20
    assert all(isinstance(c["value"], str) for row in whole["rows"] for c in row["metricValues"])
    assert "offset" not in whole and "propertyQuota" not in whole
    parts = [ask(limit="20", offset=str(n))["rows"] for n in range(0, whole["rowCount"], 20)]
    assert [row for part in parts for row in part] == whole["rows"]


def test_where_nobody_came_rows_are_left_out(ask):
    told = ask(dateRanges=[{"startDate": "2024-01-01", "endDate": "2024-01-02"}])
    assert "rows" not in told and "rowCount" not in told
    assert told["metadata"]["emptyReason"]


def test_days_that_are_not_over_are_not_told(ask, world):
    days = {row["dimensionValues"][0]["value"] for row in ask()["rows"]}
    assert max(days) == f"{world.last_day:%Y%m%d}"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"metrics": [{"name": "bounces"}]}, "INVALID_ARGUMENT"),
        ({"limit": "250001"}, "INVALID_ARGUMENT"),
        ({"dateRanges": [{"startDate": "20261101"}]}, "INVALID_ARGUMENT"),
        ({"number": "1"}, "PERMISSION_DENIED"),
        ({"token": "ya29.other"}, "UNAUTHENTICATED"),
    ],
)
def test_refusals_are_googles(ask, changed, status):
    assert ask(**changed)["error"]["status"] == status


def test_a_service_account_is_known_by_its_uploaded_key(url, monkeypatch):
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    claims = {"iss": dialect.READER, "scope": dialect.SCOPE, "exp": int(time.time()) + 600}
    form = {"grant_type": dialect.JWT, "assertion": signed_claim(claims, pem, "here", "")}
    told = requests.post(url("token") + "/token", data=form, timeout=10)
    assert json.loads(told.text)["error"] == "invalid_grant"
    monkeypatch.setattr(dialect, "UPLOADED", [key.public_key()])
    told = requests.post(url("token") + "/token", data=form, timeout=10)
    assert told.json()["access_token"]
