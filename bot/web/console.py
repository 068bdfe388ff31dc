"""The console's page: a shell for its script, which may run nothing that is not ours."""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from bot.web.answers import FOLDER, templates
from bot.web.parts import UseParts

router = APIRouter(include_in_schema=False)

_IMPORTS = FOLDER / "static" / "console" / "imports.json"
_IMPORT_MAP = re.compile(rb'<script type="importmap">(.*?)</script>', re.S)
_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


@router.get("/console")
def console(request: Request, parts: UseParts) -> Response:
    """For everybody: what there is to see comes from the API, to who is logged in."""
    values = {"shop_name": parts.policy().shop.name, "import_map": _IMPORTS.read_text(encoding="utf-8").strip()}
    page = templates.TemplateResponse(request, "console.html", values)
    page.headers["Content-Security-Policy"] = content_security_policy(bytes(page.body))
    page.headers["Cache-Control"] = "no-cache"
    return page


def content_security_policy(page: bytes) -> str:
    """Allows our own script files and the import map that the page holds, nothing else that is written in it."""
    digests = (hashlib.sha256(found).digest() for found in _IMPORT_MAP.findall(page))
    return _POLICY.format(scripts=" ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))
