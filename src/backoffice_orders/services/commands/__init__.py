"""The commands of the page's sections; ``backoffice_orders.commands`` has them all."""
