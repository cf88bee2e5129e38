"""One act, one transaction, one journal entry: the only way to write.

Two doors lead in: mapped objects (added or changed through `session`) and, for bulk, `insert_rows`
and `update_rows`. Both end in the same entry. Leaving without `commit` leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Table, and_, bindparam, event, insert, inspect, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from corrdesk.base.actor import Actor
from corrdesk.base.batches import batches
from corrdesk.base.clock import Clock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import IdMint
from corrdesk.store.base import (
    BOOKKEEPING,
    Base,
    Form,
    Merge,
    OfficeKeyed,
    Recorded,
    is_recorded,
    merge_of,
    table_of,
)
from corrdesk.store.chain import (
    SEVERAL,
    Change,
    Head,
    digest,
    entry_uid,
    next_hlc,
    pack_changes,
    plain,
)
from corrdesk.store.engine import JournalBypassedError, Store, lock_office, open_door
from corrdesk.store.journal import JournalEntry, JournalTouch, newest_hlc
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.once import require_once
from corrdesk.store.veil import whole

RecordT = TypeVar("RecordT", bound=OfficeKeyed)


@dataclass(frozen=True, slots=True)
class Changes:
    """What an act changed: kinds of records (table names) and their ids. Pages redraw from this."""

    kinds: frozenset[str]
    ids: frozenset[str]


def no_such_record() -> UserError:
    """What is said of a record that is not here, or that whoever asks may not know of."""
    message = _("没有找到这条记录，可能已被其他电脑更改。")
    return UserError(message, remedy=_("请刷新后重试。"))


class UnitOfWork:
    """A transaction for one act of one actor on one device."""

    def __init__(
        self,
        store: Store,
        *,
        office_id: str,
        actor: Actor,
        clock: Clock,
        mint: IdMint,
        on_commit: Callable[[Head], None] | None = None,
    ) -> None:
        self.office_id = office_id
        self.actor = actor
        self.clock = clock
        self.session: Session = store.writer()
        self._mint = mint
        self._on_commit = on_commit
        self._act = ""
        self._happened_at: datetime | None = None
        self._reason = ""
        self._changes: list[Change] = []
        self._forms: set[str] = set()
        self._head = Head(0, b"", 0)
        self._newest = 0
        self._done = False

    def __enter__(self) -> Self:
        event.listen(self.session, "before_flush", self._before_flush)
        event.listen(self.session, "after_flush", self._after_flush)
        event.listen(
            self.session,
            "after_flush_postexec",
            lambda *_args: _set_door(self.session, open_=False),
        )
        try:
            self.session.begin()
            # The first statement takes the write lock; only then is the chain's end read.
            lock_office(self.session, self.office_id)
            journal = JournalReader(self.session, self.office_id)
            self._head = journal.head(self.actor.device_id)
            self._newest = newest_hlc(self.session, self.office_id)
        except OperationalError as fault:
            self.session.close()
            raise _spoken(fault) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._done:
            self.session.rollback()
        _set_door(self.session, open_=False)
        self.session.close()
        if isinstance(error, OperationalError):
            raise _spoken(error) from None

    # What the act is

    def begin_act(self, name: str) -> None:
        """Names the act. Commands that call each other keep the name of the first."""
        self._act = self._act or name

    def happened(self, at: datetime, reason: str = "") -> None:
        """Says when the act really happened, where that is not now, and why it is entered late."""
        self._happened_at = at
        self._reason = reason or self._reason

    def because(self, reason: str) -> None:
        """The reason that the entry keeps, for withdrawals and corrections."""
        self._reason = reason

    @property
    def entry(self) -> str:
        """The name of the journal entry that this act will become."""
        return entry_uid(self.actor.device_id, self._head.seq + 1)

    @property
    def head(self) -> Head:
        """The chain as it stands before this act."""
        return self._head

    def new_id(self) -> str:
        """A new, time-ordered record id."""
        return self._mint.mint()

    # The doors

    def add(self, record: OfficeKeyed) -> None:
        """Adds a new record to the act; its office and, where it has none, its id are filled in."""
        record.office_id = self.office_id
        if not record.id:
            record.id = self.new_id()
        self.session.add(record)

    def get(self, kind: type[RecordT], record_id: str) -> RecordT | None:
        """The mapped record with this id, for changing it inside the act."""
        return self.session.get(kind, (self.office_id, record_id))

    def require(self, kind: type[RecordT], record_id: str) -> RecordT:
        """As `get`, but raises UserError when this office has no such record."""
        record = self.get(kind, record_id)
        if record is None:
            raise no_such_record()
        return record

    def insert_rows(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts many records at once; rows hold every column but the bookkeeping ones."""
        if not rows:
            return
        merge = merge_of(table)
        keys: dict[str, Any] = {"office_id": self.office_id}
        if is_recorded(table):
            keys["entry"] = self.entry
        full = []
        for row in rows:
            record = {**row, **keys}
            if merge is Merge.BY_FIELD:
                record["versions"] = {}
            full.append(record)
        self.session.flush()
        with open_door(self.session) as connection:
            connection.execute(insert(table), full)
        if is_recorded(table):
            self._changes.extend(_insertion(table.name, row) for row in rows)

    def update_rows(self, table: Table, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Changes many by-field records at once: new field values by record id.

        Raises ValueError unless every row names the same fields, KeyError for an unknown id.
        """
        if not rows:
            return
        if merge_of(table) not in {Merge.BY_FIELD, Merge.LOCAL}:
            _refuse(table.name)
        self.session.flush()
        recorded = is_recorded(table)
        versions = self._versions(table, rows) if recorded else {}
        fields = list(next(iter(rows.values())))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in fields}
        if recorded:
            values["versions"] = bindparam("new_versions")
        statement = (
            update(table)
            .where(table.c.office_id == self.office_id, table.c.id == bindparam("row_id"))
            .values(**values)
        )
        parameters = []
        for row_id, new in rows.items():
            if set(new) != set(fields):
                msg = "the rows of one update name the same fields"
                raise ValueError(msg)
            parameter = {f"new_{name}": new[name] for name in fields} | {"row_id": row_id}
            if recorded:
                born, old = versions[row_id]
                parameter["new_versions"] = old | dict.fromkeys(fields, self.entry)
                replaced = {name: old.get(name, born) for name in fields}
                self._record_update(table.name, row_id, new, replaced)
            parameters.append(parameter)
        with open_door(self.session) as connection:
            connection.execute(statement, parameters)
        self.session.expire_all()  # what was loaded before shows the old values

    def settle(
        self, table: Table, row_id: str, field: str, value: Any, *, versions: Iterable[str]
    ) -> None:
        """A person's word on a field that several devices changed: what holds, instead of which.

        `versions` are the entries whose values were looked at; others that come in later are not
        settled by it. Raises KeyError for an unknown id.
        """
        if merge_of(table) is not Merge.BY_FIELD:
            _refuse(table.name)
        self.session.flush()
        born, old = self._versions(table, [row_id])[row_id]
        seen = frozenset(versions) | {old.get(field, born)}
        statement = (
            update(table)
            .where(table.c.office_id == self.office_id, table.c.id == row_id)
            .values({field: value, "versions": old | {field: self.entry}})
        )
        with open_door(self.session) as connection:
            connection.execute(statement)
        self.session.expire_all()
        self._record_update(table.name, row_id, {field: value}, {field: SEVERAL.join(sorted(seen))})

    def replace_derived(self, table: Table, where: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rebuilds derived or local rows: deletes those that match and inserts the new ones."""
        if merge_of(table) not in {Merge.DERIVED, Merge.LOCAL}:
            _refuse(table.name)
        self.session.flush()
        with open_door(self.session) as connection:
            connection.execute(
                table.delete().where(and_(table.c.office_id == self.office_id, where))
            )
            if rows:
                connection.execute(
                    insert(table), [{**row, "office_id": self.office_id} for row in rows]
                )

    # The end

    def commit(self) -> Changes:
        """Writes the journal entry and commits it with the records. Returns what was changed.

        An act that changed nothing leaves no entry. Raises JournalBypassedError if no command
        named the act, EnteredTwiceError for what one device may enter once.
        """
        self.session.flush()
        changes = Changes(
            frozenset(change.table for change in self._changes),
            frozenset(change.row_id for change in self._changes),
        )
        if self._changes:
            require_once(self.session, self.office_id, self._changes)
            self._write_entry()
        self.session.commit()
        self._done = True
        if self._changes and self._on_commit:
            self._on_commit(self._head)
        return changes

    def _write_entry(self) -> None:
        if not self._act:
            msg = "an act without a name cannot be committed"
            raise JournalBypassedError(msg)
        now = self.clock.now()
        entry = JournalEntry(
            office_id=self.office_id,
            device_id=self.actor.device_id,
            seq=self._head.seq + 1,
            act=self._act,
            actor_id=self.actor.officer_id,
            hlc=next_hlc(max(self._head.hlc, self._newest), now),
            happened_at=(self._happened_at or now).isoformat(),
            entered_at=now.isoformat(),
            reason=self._reason,
            body=pack_changes(self._changes),
            previous=self._head.hash,
        )
        entry.hash = digest(entry)
        columns = [column.key for column in inspect(JournalEntry).column_attrs]
        touches = [
            {
                "office_id": self.office_id,
                "row_id": row_id,
                "device_id": entry.device_id,
                "seq": entry.seq,
            }
            for row_id in sorted(self._forms)
        ]
        with open_door(self.session) as connection:
            connection.execute(
                insert(JournalEntry), {name: getattr(entry, name) for name in columns}
            )
            if touches:
                connection.execute(insert(JournalTouch), touches)
        self._head = Head(entry.seq, entry.hash, entry.hlc)

    # Capturing

    def _before_flush(self, session: Session, *_args: object) -> None:
        for record in session.deleted:
            _refuse(_table_name(record))
        for record in session.new:
            self._stamp_new(record)
        for record in session.dirty:
            if session.is_modified(record):
                self._stamp_changed(record)
        _set_door(self.session, open_=True)

    def _after_flush(self, session: Session, *_args: object) -> None:
        for record in session.new:
            if isinstance(record, Recorded):
                fields = _fields(record)
                self._changes.append(Change(_table_name(record), record.id, _plain(fields), {}))

    def _stamp_new(self, record: object) -> None:
        if not isinstance(record, Recorded):
            _refuse(_table_name(record))
            return
        record.entry = self.entry
        if isinstance(record, Form):
            record.versions = {}

    def _stamp_changed(self, record: object) -> None:
        if not isinstance(record, Form):
            _refuse(_table_name(record))
            return
        state = inspect(record)
        changed = {name for name in _fields(record) if state.attrs[name].history.has_changes()}
        if not changed:
            return
        old = dict(record.versions)
        new = {name: getattr(record, name) for name in sorted(changed)}
        replaced = {name: old.get(name, record.entry) for name in new}
        self._record_update(_table_name(record), record.id, new, replaced)
        record.versions = old | dict.fromkeys(changed, self.entry)

    def _record_update(
        self, table: str, row_id: str, new: Mapping[str, Any], replaced: dict[str, str]
    ) -> None:
        self._changes.append(Change(table, row_id, _plain(new), replaced))
        self._forms.add(row_id)

    def _versions(self, table: Table, ids: Iterable[str]) -> dict[str, tuple[str, dict[str, str]]]:
        """By record: the entry that made it, and the entries of fields changed since."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for some in batches(ids):
            rows = whole(
                self.session,
                select(table.c.id, table.c.entry, table.c.versions).where(
                    table.c.office_id == self.office_id, table.c.id.in_(some)
                ),
            )
            found |= {row.id: (row.entry, row.versions) for row in rows}
        return found


def _set_door(session: Session, *, open_: bool) -> None:
    if session.in_transaction():
        session.connection().info["corrdesk_door"] = open_


def _refuse(table: str) -> None:
    msg = f"records of [{table}] cannot be changed this way; record a new fact instead"
    raise JournalBypassedError(msg)


def _insertion(table: str, row: Mapping[str, Any]) -> Change:
    fields = {name: value for name, value in row.items() if name not in BOOKKEEPING}
    return Change(table, cast(str, row["id"]), _plain(fields), {})


def _fields(record: Recorded) -> dict[str, Any]:
    """The content columns of a record with their values."""
    return {
        attribute.key: getattr(record, attribute.key)
        for attribute in inspect(type(record)).column_attrs
        if attribute.key not in BOOKKEEPING
    }


def _table_name(record: object) -> str:
    return table_of(cast("type[Base]", type(record))).name


def _spoken(fault: OperationalError) -> EnvironmentFault:
    """What the engine could not do, in words; its own text stays behind."""
    if "locked" in str(fault.orig):
        return EnvironmentFault(
            _("另一个窗口正在写入，等待超时，这一次没有保存。"), remedy=_("请稍候再试一次。")
        )
    return EnvironmentFault(
        _("保险库写不进去，这一次没有保存。"), remedy=_("请检查磁盘空间和文件夹权限。")
    )


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in fields.items()}
