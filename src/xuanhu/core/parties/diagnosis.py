"""An illness as a physician named it: a kind of the handbooks, or an ICD-10 code."""

from dataclasses import dataclass
from datetime import date

CONDITIONS = ("malignant-tumour", "critical-illness", "lung-nodule", "breast-nodule", "thyroid-nodule")
LAST_MALIGNANT = 97  # of C00 to C97


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, when (`on`), whether it is confirmed or suspected, and whether it is the first of its kind."""

    on: date
    kind: str | None = None
    icd10: str | None = None
    status: str = "confirmed"
    first: bool = True

    def is_a(self, condition: str) -> bool:
        """Whether this illness is one of `condition`: a malignant tumour is a critical illness, in situ is neither."""
        if self.kind == condition:
            return True
        malignant = self.kind == "malignant-tumour" or (self.kind is None and is_malignant(self.icd10))
        return malignant and condition in ("malignant-tumour", "critical-illness")


def is_malignant(icd10: str | None) -> bool:
    """Whether an ICD-10 code lies in C00-C97 (design, section 3)."""
    return (
        icd10 is not None
        and icd10[:3].isascii()
        and icd10[:1].upper() == "C"
        and icd10[1:3].isdigit()
        and int(icd10[1:3]) <= LAST_MALIGNANT
    )


def in_situ(icd10: str | None) -> bool:
    """Whether an ICD-10 code lies in D00-D09: an in-situ tumour, which is not a malignant one."""
    return icd10 is not None and icd10[:2].upper() == "D0" and icd10[2:3].isdigit()
