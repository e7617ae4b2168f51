"""How a call of the ledger gets to PostgreSQL and back, on Django's own connection.

It goes by the lowest layer of the driver: a cursor sends, waits and reads by steps of Python, which cost a short call
more than all the rest of Python that it runs. Each statement is prepared once for a connection, values are written and
read as the driver's own cursors do, and answers come in binary, which costs the least to read.
"""

import threading
from collections.abc import Sequence
from typing import Any, cast

import psycopg
from psycopg import adapt, pq

Row = tuple[Any, ...]

# What was prepared is not there any more, or a migration has changed what it answers: it has to be prepared anew.
_STALE = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)


class _Kept(threading.local):
    line: "_Line | None" = None


_kept = _Kept()


def rows(raw: "psycopg.Connection[Any]", function: str, arguments: Sequence[object]) -> list[Row]:
    """This function will call a function of the ledger as one statement and give the rows that it answers.

    Raises psycopg.Error, as a cursor would. A thread keeps what it prepared as long as its connection.
    """
    line = _kept.line
    if line is None or line.raw is not raw:
        line = _kept.line = _Line(raw)
    return line.rows(function, arguments)


class _Line:
    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self.raw = raw
        self._values = adapt.Transformer(raw)
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._made = 0

    def rows(self, function: str, arguments: Sequence[object]) -> list[Row]:
        if not self.raw.autocommit and self.raw.pgconn.transaction_status == pq.TransactionStatus.IDLE:
            # The driver begins a transaction with the first statement that it sees.
            self.raw.execute("SELECT")
        values = self._values
        # The driver's stubs forget that a value may be NULL.
        told = cast("Sequence[bytes]", values.dump_sequence(arguments, [adapt.PyFormat.AUTO] * len(arguments)))
        key = (function, values.types or ())
        name = self._prepared.get(key) or self._prepare(*key)
        result = self.raw.pgconn.exec_prepared(name, told, values.formats, pq.Format.BINARY)
        if result.status != pq.ExecStatus.TUPLES_OK:
            fault = self._fault(result)
            if isinstance(fault, _STALE):
                del self._prepared[key]
            raise fault
        values.set_pgresult(result)
        return values.load_rows(0, result.ntuples, tuple)

    def _prepare(self, function: str, types: tuple[int, ...]) -> bytes:
        self._made += 1
        name = f"points_{self._made}".encode()
        places = ", ".join(f"${number}" for number in range(1, len(types) + 1))
        statement = f"SELECT * FROM {function}({places})"  # noqa: S608 - our own names only
        result = self.raw.pgconn.prepare(name, statement.encode(), types)
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise self._fault(result)
        self._prepared[function, types] = name
        return name

    def _fault(self, result: pq.abc.PGresult) -> psycopg.Error:
        if self.raw.pgconn.status == pq.ConnStatus.BAD:
            # The driver has no code for what no server said; its own cursors say that the operation failed.
            return psycopg.OperationalError(self.raw.pgconn.error_message.decode(errors="replace"))
        return psycopg.errors.error_from_result(result, encoding=self.raw.info.encoding)
