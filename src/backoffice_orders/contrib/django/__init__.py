"""Living in a Django project: add ``backoffice_orders.contrib.django`` to ``INSTALLED_APPS``.

``manage.py migrate`` makes the tables and the permissions, ``store.DjangoStore`` works in the ORM's
transactions, ``login.signed_in`` is the login, and ``asgi.mounted`` puts the page beside Django's
own pages.
"""

from backoffice_orders.extras import needs

with needs("django"):
    from django import VERSION as VERSION
