"""Every kind of partner has a word."""

from corrdesk.casework.partners.model import PARTNER_LABELS, PartnerKind


def test_every_kind_has_a_word() -> None:
    assert set(PARTNER_LABELS) == set(PartnerKind)
    assert len(set(PARTNER_LABELS.values())) == len(PartnerKind)
