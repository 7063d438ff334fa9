"""Django's own pages: the login, and the orders of the shop's accounting."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from examples.django_shop.models import PlacedOrder


def sign_in(request: HttpRequest) -> HttpResponse:
    """A login as short as can be; yours has a form, and Django's protection of it."""
    user: Any = authenticate(
        request, **{key: request.POST[key] for key in ("username", "password")}
    )
    if user is None:
        return HttpResponse(status=403)
    login(request, user)
    return HttpResponse(status=204)


def placed(request: HttpRequest) -> HttpResponse:
    """The shop's own rows of orders."""
    return JsonResponse({"orders": list(PlacedOrder.objects.values())})


urlpatterns = [path("login", sign_in), path("orders", placed)]
