"""The console's page: our own scripts and one import map, nothing else runs."""

import base64
import hashlib
import json
import re

from bot.web.console import content_security_policy


def directives(policy):
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


def test_the_page_is_a_shell_that_tells_nothing_to_who_is_not_logged_in(client):
    page = client.get("/console")

    assert page.status_code == 200
    assert '<script type="module" src="/static/console/main.js"></script>' in page.text
    assert page.headers["cache-control"] == "no-cache"


def test_the_only_script_in_the_page_is_the_import_map_whose_hash_is_allowed(client):
    page = client.get("/console")
    [import_map] = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.text, re.S)
    digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()

    policy = directives(page.headers["content-security-policy"])

    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert json.loads(import_map)["imports"]["vue"].startswith("/static/vendor/")


def test_nothing_is_evaluated_framed_embedded_or_sent_elsewhere(client):
    policy = directives(client.get("/console").headers["content-security-policy"])

    assert "unsafe" not in policy["script-src"]
    assert (policy["default-src"], policy["connect-src"], policy["form-action"]) == ("'self'",) * 3
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3


def test_a_script_that_somebody_smuggles_into_the_page_is_not_allowed():
    with_map = b'<script type="importmap">{}</script>'

    assert content_security_policy(with_map + b"<script>alert(1)</script>") == content_security_policy(with_map)
