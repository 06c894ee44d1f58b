"""Insured persons at their phones: who comes in, by a code or an insurer's signed link, and for whom they may act."""
