"""What waits for the county: the queue with its clocks, one matter, and the word on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.deciding.model import (
    ANSWER_LABELS,
    KIND_LABELS,
    TOGETHER,
    Answer,
    Matter,
    MatterKind,
)
from corrdesk.casework.deciding.registry import DOCKETS
from corrdesk.county.decisions import Said, look, queue, speak
from corrdesk.county.evidence import papers, read_paper
from corrdesk.county.web.refusals import STAYING, Refusal, refuse
from corrdesk.county.web.sheets import download, workbook
from corrdesk.county.web.visits import Reader, Speaker, after, county_of, decider_of, page
from corrdesk.rules.parameter import MARK_WORDS

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=2000)]
HEADS = ("司法所", "姓名", "类型", "事项", "内容", "报送日期", "最迟决定")


@router.get("/")
def show_queue(
    request: Request,
    visit: Reader,
    kind: str = "",
    office: str = "",
    all: str = "",  # noqa: A002
) -> Response:
    """The queue, of all offices or of one; what is needed first stands first.

    `all`: everything that may be granted together is chosen.
    """
    return _shown(request, visit, kind, office, chosen=bool(all))


def _shown(
    request: Request,
    visit: Reader,
    kind: str = "",
    office: str = "",
    *,
    chosen: bool = False,
    problem: str = "",
) -> Response:
    found = _queue(request, visit, office)
    figures = [
        (each.value, _(KIND_LABELS[each]), sum(matter.kind is each for matter in found))
        for each in MatterKind
    ]
    shown = [matter for matter in found if kind in {"", matter.kind.value}]
    return page(
        request,
        visit,
        "queue.html",
        matters=shown,
        figures=figures,
        kind=kind,
        office=office,
        total=len(found),
        together={each.value for each in TOGETHER},
        choices=sum(each.kind in TOGETHER for each in shown),
        all=chosen,
        problem=problem,
        status=400 if problem else 200,
    )


@router.get("/queue.xlsx")
def export_queue(request: Request, visit: Reader, kind: str = "", office: str = "") -> Response:
    """The queue as a workbook, as far as it is shown."""
    found = [each for each in _queue(request, visit, office) if kind in {"", each.kind.value}]
    return download("待决定事项.xlsx", workbook("待决定", HEADS, [_row(each) for each in found]))


def _queue(request: Request, visit: Reader, office: str) -> list[Matter]:
    found = queue(county_of(request), visit.person.role)
    return [each for each in found if office in {"", each.office_id}]


@router.get("/matters/{matter_id}")
def show_matter(request: Request, visit: Reader, matter_id: str) -> Response:
    """One matter with what it rests on, and the form of the word."""
    return _matter(request, visit, matter_id)


@router.get("/matters/{matter_id}/papers/{attachment_id}")
def show_paper(request: Request, visit: Reader, matter_id: str, attachment_id: str) -> Response:
    """One of the papers, to keep: nothing that came from outside is ever shown as a page here."""
    county = county_of(request)
    file = look(county, matter_id, visit.person.role)
    if file is None:
        return _gone(request)
    name, content = read_paper(county, file, attachment_id, decider_of(visit))
    return download(name, content, "application/octet-stream")


@router.post("/matters/{matter_id}")
def decide_matter(
    request: Request,
    visit: Speaker,
    matter_id: str,
    answer: Annotated[Answer, Form()],
    reason: Text = "",
    legal_reason: Text = "",
    document: Text = "",
) -> Response:
    """The word on one matter; back to the queue when it is said."""
    said = Said(answer, reason, legal_reason, document)
    try:
        number = speak(county_of(request), matter_id, said, decider_of(visit))
    except UserError as problem:
        return _matter(request, visit, matter_id, problem, said)
    words = _("{document}：{answer}。下次交换时送达司法所。")
    return after(visit, "/", words.format(document=number, answer=_(ANSWER_LABELS[answer])))


@router.post("/matters")
def grant_together(
    request: Request,
    visit: Speaker,
    ids: Annotated[list[str] | None, Form()] = None,
    sure: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Grants several where that burdens nobody, each under its own number, once that is sure."""
    county, wanted = county_of(request), set(ids or ())
    chosen = [each for each in queue(county, visit.person.role) if each.id in wanted]
    if any(each.kind not in TOGETHER for each in chosen):
        return _shown(request, visit, problem=_("有的事项不能批量批准，请逐件办理。"))
    if not chosen:
        words = _("没有选中还在等待的事项。请先在最左一栏勾选。")
        return _shown(request, visit, problem=words)
    if not sure:
        return page(request, visit, "together.html", matters=chosen)
    granted, left = 0, list[str]()
    for matter in chosen:
        try:
            speak(county, matter.id, Said(Answer.GRANT), decider_of(visit))
            granted += 1
        except UserError as problem:
            left.append(f"{matter.person}（{matter.title}）：{problem}")
    words = _("已批准 {count} 件。").format(count=granted)
    if left:
        problem_words = _("{done}有 {count} 件没有批准：{which}")
        which = "；".join(left)
        return _shown(
            request, visit, problem=problem_words.format(done=words, count=len(left), which=which)
        )
    return after(visit, "/", words + _("下次交换时送达司法所。"))


@router.get(STAYING)
def stay(visit: Reader) -> Response:  # noqa: ARG001 - that it is asked keeps the sign-in
    """Asked while somebody types, so that a long reason does not outlast the sign-in."""
    return Response(status_code=204)


def _matter(
    request: Request,
    visit: Reader,
    matter_id: str,
    problem: UserError | None = None,
    said: Said | None = None,
) -> Response:
    found = look(county_of(request), matter_id, visit.person.role)
    if found is None:
        return _gone(request)
    answers = [
        (each.value, _(ANSWER_LABELS[each]))
        for each in Answer
        if each in DOCKETS[found.matter.kind].answers
    ]
    return page(
        request,
        visit,
        "matter.html",
        file=found,
        label=_(KIND_LABELS[found.matter.kind]),
        papers=papers(county_of(request), found),
        lines=[(_(label), value) for label, value in found.lines],
        clauses=_clauses(found.matter),
        answers=answers,
        problem=str(problem) if problem else "",
        field=problem.field if problem else "",
        said=said or Said(Answer.GRANT),
        answer=said.answer.value if said else "",  # nothing is chosen for anybody
        status=400 if problem else 200,
    )


def _clauses(matter: Matter) -> list[tuple[str, str]]:
    """Each clause once, with what is to be said about how sure its reading is."""
    found: dict[str, str] = {}
    for each in matter.citations:
        title = each.get("title", "")
        words = f"《{title}》{each['article']}" if title else each["article"]
        mark = each.get("mark", "")
        found[words] = found.get(words) or (_(MARK_WORDS[mark]) if mark in MARK_WORDS else "")
    return list(found.items())


def _gone(request: Request) -> Response:
    message = _("这件事项已不在待决定之列：可能已有决定，或司法所已撤回。")
    return refuse(request, Refusal(404, message))


def _row(matter: Matter) -> tuple[object, ...]:
    return (
        matter.office,
        matter.person,
        _(KIND_LABELS[matter.kind]),
        matter.title,
        matter.summary,
        matter.asked_on,
        matter.needed_by,
    )
