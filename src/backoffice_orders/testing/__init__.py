"""For hosts and plugin authors: samples, strategies, contract suites, a model of the page.

Needs the extra ``testing``.
"""
