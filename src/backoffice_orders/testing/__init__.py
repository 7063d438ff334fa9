"""For hosts and plugin authors: samples, strategies, contract suites, a model of the page.

Needs the extra ``testing``.
"""

from importlib import import_module

from backoffice_orders.extras import needs

with needs("testing"):
    for _module in ("hypothesis", "pytest"):
        import_module(_module)
