"""Answers to what went wrong: one JSON shape for programs, a page for people, a Chinese sentence in both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.templating import Jinja2Templates

from bot.errors import ActionRefused, InvalidRequest, ServiceError
from bot.web.parts import parts_of

FOLDER = Path(__file__).parent
templates = Jinja2Templates(FOLDER / "templates")

_CODES = {404: "not_found", 405: "method_not_allowed", 401: "unauthorised", 413: "request_too_large"}


def problem(code: str, message: str) -> dict[str, Any]:
    """The one shape of an error in JSON."""
    return {"ok": False, "error": code, "message": message}


def answer_to_fault(request: Request, status: int, code: str, message: str) -> Response:
    """A page when a browser asks for one, else JSON."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(problem(code, message), status)
    shop_name = parts_of(request).policy().shop.name
    return templates.TemplateResponse(request, "error.html", {"shop_name": shop_name, "message": message}, status)


def rule_of(refusal: ActionRefused) -> dict[str, str]:
    """The rule that a refusal names."""
    id_, _, version = refusal.rule.partition("@")
    return {"id": id_, "version": version, "text": refusal.text}


async def _on_service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    message = parts_of(request).wording().error(error)
    if isinstance(error, ActionRefused):
        return JSONResponse({**problem(error.code, message), "rule": rule_of(error)}, error.http_status)
    return answer_to_fault(request, error.http_status, error.code, message)


async def _on_invalid(request: Request, error: Exception) -> Response:
    return await _on_service_error(request, InvalidRequest())


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "invalid_request" if error.status_code < 500 else "internal")
    response = answer_to_fault(request, error.status_code, code, parts_of(request).wording().sentence(code))
    response.headers.update(error.headers or {})
    return response


def register(app: FastAPI) -> None:
    app.add_exception_handler(ServiceError, _on_service_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
