"""What the library needs from the world, one Protocol per concern; the docstrings are the contract.

Rules for every adapter:

* All methods may be called inside a transaction of ``Store.transaction`` only, and see its
  earlier writes. What the transaction does not commit never happened.
* Ids are unique within a shop. A method that is given an unknown id raises the error named
  in its docstring; a method that takes several ids leaves unknown ones out of its answer.
* Lists are ordered as documented, ties broken by id, so that two adapters answer alike.
* Infrastructure failures are raised as ``StorageFailed``, or ``StorageBusy`` where trying again
  can help.
"""
