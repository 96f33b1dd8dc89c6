"""The one door to the record of a working group."""

from consensus.working_group.working_group import WorkingGroup

__all__ = ["WorkingGroup"]
