"""Pages for the insured and for the relatives who help them: on a phone, in plain words, one step at a time.

`visiting.for_insured` lets people in; `visiting.case_of` finds a case that is theirs, and no other.
"""
