"""What the library needs from the world, one Protocol per concern; the docstrings are the contract.

Rules for every adapter:

* All methods may be called inside a transaction of ``Store.transaction`` only, and see its
  earlier writes. What the transaction does not commit never happened.
* Ids are unique within a shop. A method that is given an unknown id raises the error named
  in its docstring, or else does nothing; a method that takes several ids leaves unknown ones
  out of its answer.
* ``add`` stores what is new: where the id is there already it raises ``IdTaken``. ``save``
  replaces, or stores too where that is said. Of several errors, the one named first is raised.
* A method that raises an error of ours (``StorageFailed`` and its kinds excepted) has changed
  nothing, and the transaction goes on.
* What is stored is a copy: what somebody does afterwards to an object that was given to a store,
  or came from it, changes nothing that is stored.
* Lists are ordered as documented, ties broken by id, so that two adapters answer alike. Texts
  are compared by code point.
* Infrastructure failures are raised as ``StorageFailed``, or ``StorageBusy`` where trying again
  can help.
"""
