"""Living in a Django project: add ``backoffice_orders.contrib.django`` to ``INSTALLED_APPS``.

``manage.py migrate`` makes the tables and the permissions, ``DjangoStore`` works in the ORM's
transactions, ``signed_in`` is the login, and ``mounted`` puts the page beside Django's own.
"""
