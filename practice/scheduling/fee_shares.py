"""How a session's fee is divided. Nothing is stored here.

- A session of one partner is paid by that partner, whatever the couple agreed, so that no bill tells the other one of it.
- A session of both is divided by the couple's terms; without terms the practice's fee is halved.
- Halves are exact. A coin that is left over goes to the partner whose id, hashed together with the session's, comes
  first: as good as drawn by lot for each session anew, the same whenever it is asked, and no order of the two.
- Who did not come is charged by the counsellor's own decision (attending.charge_absence), and never along with the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from practice.models import FeeTerms, Partner, TherapySession

Split = FeeTerms.Split


def shares(
    session: TherapySession, seated: Sequence[Partner], here: Sequence[Partner], terms: FeeTerms
) -> list[tuple[Partner, int]]:
    """Who owes how much for this session. seated: who was expected; here: those of them who are charged for coming.

    Somebody who pays for both pays whenever one of them came. Where whoever comes pays, one who came alone pays all.
    """
    if not here:
        return []
    if len(seated) == 1:
        return [(seated[0], terms.amount)]
    if terms.split == Split.ONE and (payers := [one for one in seated if one.pk == terms.payer_id]):
        return [(payers[0], terms.amount)]
    divided = here if terms.split == Split.WHO_COMES else seated
    return [pair for pair in _halved(session, divided, terms.amount) if pair[0] in here]


def _halved(session: TherapySession, partners: Sequence[Partner], amount: int) -> list[tuple[Partner, int]]:
    """Equal parts; coins that are left over go by lot, one each."""
    part, over = divmod(amount, len(partners))
    by_lot = sorted(partners, key=lambda one: hashlib.sha256(session.pk.bytes + one.pk.bytes).digest())
    return [(partner, part + (place < over)) for place, partner in enumerate(by_lot)]
