"""Pages for what went wrong, in plain Chinese: what happened, and what to do now."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Mishap(NamedTuple):
    """What a page of this kind says."""

    status: int
    title: str
    says: str


BAD_REQUEST = Mishap(400, "这个请求读不懂", "可能是链接不完整。请回到首页，再从那里进入。")
FORBIDDEN = Mishap(403, "您的角色不能看这一页", "如果工作需要，请管理员为您开通。")
STALE_FORM = Mishap(
    403, "这张表单已经过期", "页面放得太久，或浏览器没有保存 Cookie。刚才没有提交；请返回上一页，刷新后再试一次。"
)
NOT_FOUND = Mishap(404, "没有找到这一页", "链接可能已经失效，或这一条不在您的范围内。")
BROKEN = Mishap(500, "平台出了错", "不是您的操作有误，已经记录下来。请稍后再试；一直这样，请告诉管理员。")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    del exception
    return _page(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    del exception
    return _page(request, FORBIDDEN)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, where the form's token is missing or old."""
    del reason
    return _page(request, STALE_FORM)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404"""
    del exception
    return _page(request, NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """500"""
    return _page(request, BROKEN)


def _page(request: HttpRequest, mishap: Mishap) -> HttpResponse:
    return render(request, "web/mishap.html", {"mishap": mishap}, status=mishap.status)
