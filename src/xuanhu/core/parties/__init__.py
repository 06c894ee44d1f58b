"""Whom a case is about: the insured, the policy, the illness, as the handbooks' rules see them."""

from xuanhu.core.parties.diagnosis import CONDITIONS, Diagnosis, in_situ, is_malignant
from xuanhu.core.parties.id_number import IdNumberError, birth_of, check_id_number, sex_of
from xuanhu.core.parties.insured import Insured, same_id_number, same_name
from xuanhu.core.parties.policy import Policy

__all__ = [
    "CONDITIONS",
    "Diagnosis",
    "IdNumberError",
    "Insured",
    "Policy",
    "birth_of",
    "check_id_number",
    "in_situ",
    "is_malignant",
    "same_id_number",
    "same_name",
    "sex_of",
]
