"""The papers of a measure: which forms it has, and the facts that each of them is printed from.

The facts come from the records and the sentences of the measure; layout is printing's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from corrdesk.base.clock import CHINA
from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.casework.documents.facts import known_facts
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.enforcement.ladder import earlier_measures, measures_of
from corrdesk.casework.enforcement.measures.model import (
    ARREST_LABELS,
    DEVICE_LABELS,
    PAPER_LABELS,
    ArrestGround,
    MeasureKind,
    Stage,
    Step,
)
from corrdesk.casework.enforcement.measures.packs import violation_behind
from corrdesk.casework.enforcement.measures.tables import MeasureRecord, MeasureStep
from corrdesk.casework.enforcement.policy import DeviceGround
from corrdesk.casework.enforcement.sheets import (
    NONE,
    OBJECTION,
    evidence_titles,
    given_before,
    legal_basis,
    numbered,
)
from corrdesk.store.unit_of_work import UnitOfWork

LIST_FIELDS: Final = frozenset({"evidence", "requirements", "whereabouts"})
"""Sentences that are a list: one entry a line."""


@dataclass(frozen=True, slots=True)
class MeasureForm:
    """A form of a measure; one that is not issued is filled in and signed by hand."""

    form_id: str
    fields: frozenset[str]  # the facts that it is printed from
    issued: bool = True
    stages: frozenset[Stage] = frozenset(Stage) - {Stage.WITHDRAWN}
    to_person: bool = False  # it is served on the person


_GRANTED: Final = frozenset({Stage.GRANTED, Stage.SENT, Stage.IN_USE, Stage.ENDED})
_SEARCH: Final = frozenset({Stage.SEARCHING, Stage.FOUND})
_NAMED: Final = frozenset({"person_name", "sex", "born", "id_number", "residence", "category"})
_TERM: Final = frozenset({"term_start", "term_end"})
_LETTER: Final = (
    _NAMED
    | _TERM
    | {
        *("county", "addressee", "ethnic_group", "offence", "decision_organ", "judgment_number"),
        *("original_term", "facts", "evidence", "legal_basis", "attachments", "signed_on"),
        "copies",
    }
)
_TABLE: Final = _NAMED | _TERM | {"office", "filled_on", "phone", "offence"}
_OPINIONS: Final = frozenset({"office_opinion", "county_opinion"})
_HISTORY: Final = frozenset({"sanction_history"})
_DECIDED: Final = _NAMED | {"county", "facts", "legal_basis", "decided_on", "copies"}
_DAYS: Final = frozenset({"start", "end"})


def _letter(form_id: str, fields: AbstractSet[str] = _HISTORY) -> MeasureForm:
    return MeasureForm(form_id, _LETTER | fields, stages=_GRANTED)


FORMS: Final[dict[MeasureKind, tuple[MeasureForm, ...]]] = {
    MeasureKind.SECURITY_PENALTY: (_letter("security-penalty-proposal"),),
    MeasureKind.REVOCATION: (
        _letter("probation-revocation-proposal"),
        _letter("parole-revocation-proposal"),
    ),
    MeasureKind.RECOMMITTAL: (_letter("recommittal-proposal", _HISTORY | {"excluded"}),),
    MeasureKind.ARREST: (_letter("arrest-proposal", _HISTORY | {"proposal", "danger"}),),
    MeasureKind.COMMENDATION: (
        MeasureForm(
            "commendation-approval",
            _TABLE | _OPINIONS | _HISTORY | {"facts", "evidence", "legal_basis", "team_opinion"},
            issued=False,
        ),
        MeasureForm("commendation-decision", _DECIDED | _TERM, stages=_GRANTED, to_person=True),
    ),
    MeasureKind.COMMUTATION: (_letter("commutation-proposal", {"proposed"}),),
    MeasureKind.APPRAISAL: (
        MeasureForm(
            "term-appraisal",
            _TABLE
            | _OPINIONS
            | {"summary", "conduct", "study", "service", "appraisal", "aftercare_advice"}
            | {"team_opinion"},
            issued=False,
        ),
    ),
    MeasureKind.DEVICE: (
        MeasureForm(
            "location-device-approval",
            _TABLE | _OPINIONS | _DAYS | {"action", "facts", "legal_basis", "evidence"},
            issued=False,
        ),
        MeasureForm(
            "location-device-decision",
            _DECIDED | _DAYS | {"objection"},
            stages=_GRANTED,
            to_person=True,
        ),
        MeasureForm(
            "location-device-notification",
            _DAYS
            | {"county", "person_name", "condition", "requirements", "consequences"}
            | {"legal_basis", "contact", "signed_on"},
            stages=_GRANTED,
            to_person=True,
        ),
    ),
    MeasureKind.LOST_CONTACT: (
        MeasureForm(
            "search-request",
            _NAMED
            | _TERM
            | {"county", "addressee", "phone", "lost_since", "facts", "features", "whereabouts"}
            | {"legal_basis", "contact", "signed_on", "copies"},
            stages=_SEARCH,
        ),
    ),
}
_ONLY_FOR: Final = {
    "probation-revocation-proposal": Category.PROBATION,
    "parole-revocation-proposal": Category.PAROLE,
}


def forms_of(kind: MeasureKind, category: str) -> tuple[MeasureForm, ...]:
    """The forms that a measure of this kind has for a person of this category."""
    return tuple(form for form in FORMS[kind] if _ONLY_FOR.get(form.form_id, category) == category)


def draft_sheet(uow: UnitOfWork, measure_id: str, form_id: str) -> tuple[MeasureForm, Draft]:
    """The form and what it would be issued with. Raises UserError for one it does not have."""
    record = uow.require(MeasureRecord, measure_id)
    supervision = uow.require(Supervision, record.supervision_id)
    known = {
        form.form_id: form for form in forms_of(MeasureKind(record.kind), supervision.category)
    }
    form = known.get(form_id)
    if form is None:
        raise UserError(_("这一事项没有这份文书。"), field="form")
    person = uow.require(Person, record.person_id)
    office = uow.require(Office, uow.office_id)
    facts = _Facts(uow, record).of(form_id)
    facts["copies"] = copies = tuple(filter(None, (office.procuratorate,)))
    addressee = person.name if form.to_person else str(facts.get("addressee", ""))
    return form, Draft(
        form_id,
        {name: value for name, value in facts.items() if name in form.fields},
        person_id=person.id,
        supervision_id=supervision.id,
        subject_id=record.id,
        addressees=(addressee,) if addressee else (),
        copies=copies,
    )


class _Facts:
    """Gathers what a form is printed from."""

    def __init__(
        self,
        uow: UnitOfWork,
        record: MeasureRecord,
    ) -> None:
        self.uow, self.record = uow, record
        self.violation = violation_behind(uow.session, uow.office_id, self._proposal_id())
        known = known_facts(uow.session, uow.office_id, record.person_id, record.supervision_id)
        if record.kind not in _TO_DECIDER:
            known.pop("addressee", None)  # police, or another court: the officer says which
        self.base: dict[str, Any] = known | {
            "filled_on": uow.clock.today(),
            "signed_on": uow.clock.today(),
            "legal_basis": legal_basis(record.citations),
        }

    def of(self, form_id: str) -> dict[str, Any]:
        """The facts of a form. Raises UserError naming what is still to be written."""
        facts = self.base | self._from_violation() | _texts(self.record.texts)
        facts |= {
            "arrest-proposal": self._arrest,
            "search-request": self._search,
            "commendation-approval": self._so_far,
            "commendation-decision": self._decided,
            "location-device-decision": self._device,
            "location-device-notification": self._device,
            "location-device-approval": self._device,
        }.get(form_id, dict)()
        return facts

    def _proposal_id(self) -> str | None:
        """The proposal behind it; of an arrest, the one behind the revocation."""
        if self.record.kind != MeasureKind.ARREST or not self.record.origin_id:
            return self.record.origin_id
        return self.uow.require(MeasureRecord, self.record.origin_id).origin_id

    def _from_violation(self) -> dict[str, Any]:
        if self.violation is None:
            return {}
        earlier = earlier_measures(self.uow.session, self.uow.office_id, self.violation)
        return {
            "facts": self.violation.facts,
            "evidence": evidence_titles(self.uow, self.violation.id),
            "sanction_history": given_before(earlier),
            "attachments": tuple(PAPER_LABELS[code] for code in self._put_in()),
        }

    def _put_in(self) -> list[str]:
        rows = self.uow.session.scalars(
            select(MeasureStep.paper)
            .where(
                MeasureStep.office_id == self.uow.office_id,
                MeasureStep.measure_id == self.record.id,
                MeasureStep.step == Step.PAPER.value,
            )
            .order_by(MeasureStep.id)
        )
        return list(dict.fromkeys(rows))

    def _arrest(self) -> dict[str, Any]:
        grounds = (ARREST_LABELS[ArrestGround(name)] for name in self.record.grounds)
        sent = self._last(Step.SEND, self.record.origin_id or "")
        named = f"（{sent.document}）" if sent is not None else ""
        return {"danger": "；".join(grounds) + "。", "proposal": f"撤销缓刑、假释建议书{named}"}

    def _search(self) -> dict[str, Any]:
        told = self._last(Step.TELL_POLICE, self.record.id)
        return {
            "lost_since": self.record.since,
            "addressee": told.who if told is not None else "公安机关",
        }

    def _so_far(self) -> dict[str, Any]:
        """What was given in this supervision, for good and for bad, as the records show it."""
        session, office = self.uow.session, self.uow.office_id
        given = given_before(measures_of(session, office, self.record.supervision_id))
        praised = session.execute(
            select(MeasureStep.at, MeasureStep.document)
            .join(
                MeasureRecord,
                (MeasureRecord.office_id == MeasureStep.office_id)
                & (MeasureRecord.id == MeasureStep.measure_id),
            )
            .where(
                MeasureRecord.office_id == office,
                MeasureRecord.supervision_id == self.record.supervision_id,
                MeasureRecord.id != self.record.id,
                MeasureRecord.kind == MeasureKind.COMMENDATION.value,
                MeasureStep.step == Step.GRANT.value,
            )
            .order_by(MeasureStep.at)
        )
        praise = tuple(
            numbered(f"{format_cn(row.at.astimezone(CHINA).date())}表扬", row.document)
            for row in praised
        )
        return {"sanction_history": (*given, *praise) or (NONE,)}

    def _decided(self) -> dict[str, Any]:
        granted = self._last(Step.GRANT, self.record.id)
        if granted is None:
            return {"decided_on": self.uow.clock.today()}
        return {"county": granted.who, "decided_on": granted.at.astimezone(CHINA).date()}

    def _device(self) -> dict[str, Any]:
        decided = self._decided()
        grounds = (DEVICE_LABELS[DeviceGround(name)] for name in self.record.grounds)
        return decided | {
            "action": "使用",
            "start": self.record.since,
            "end": self.record.until_on,
            "condition": "；".join(grounds),
            "objection": OBJECTION.format(county=decided.get("county", self.base["county"])),
        }

    def _last(self, step: Step, measure_id: str) -> MeasureStep | None:
        return self.uow.session.scalar(
            select(MeasureStep)
            .where(
                MeasureStep.office_id == self.uow.office_id,
                MeasureStep.measure_id == measure_id,
                MeasureStep.step == step.value,
            )
            .order_by(MeasureStep.id.desc())
            .limit(1)
        )


_TO_DECIDER: Final = frozenset({MeasureKind.REVOCATION.value, MeasureKind.RECOMMITTAL.value})


def _texts(texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: tuple(line.strip() for line in text.splitlines() if line.strip())
        if name in LIST_FIELDS
        else text
        for name, text in texts.items()
        if text.strip()
    }
